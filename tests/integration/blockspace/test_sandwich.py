"""The same order in public and in private, with the sandwich bot watching."""

import json
from typing import TYPE_CHECKING, Any

import pytest

from solver.sandbox.chain.abi import calldata, word
from solver.sandbox.chain.addresses import USDC, V2_ROUTER, V3_QUOTER, V3_ROUTER, WETH
from solver.sandbox.chain.keys import address_of, roles
from solver.sandbox.chain.world import WorldFiles

if TYPE_CHECKING:
    from tests.integration.blockspace.conftest import Client, Person, Program, Signed, StartProgram

pytestmark = pytest.mark.anvil

ETHER = 10**18
TOLERANCE_BPS = 100
FAR = 2**40
BOT = address_of(roles()["sandwich-bot"])


class V2Order:
    """20 WETH into the v2 pair."""

    amount = 20 * ETHER

    @classmethod
    async def fair_out(cls, client: "Client") -> int:
        data = calldata("getAmountsOut(uint256,address[])", cls.amount, [WETH, USDC])
        return word(await client.public("eth_call", {"to": V2_ROUTER, "data": data}, "latest"), 3)

    @classmethod
    def sign(cls, person: "Person", least: int) -> "Signed":
        signature = "swapExactTokensForTokens(uint256,uint256,address[],address,uint256)"
        return person.sign(V2_ROUTER, calldata(signature, cls.amount, least, [WETH, USDC], person.address, FAR))


class V3Order:
    """200 WETH into the concentrated pool of 0.05 %: less would not outweigh the fee of moving it."""

    amount = 200 * ETHER

    @classmethod
    async def fair_out(cls, client: "Client") -> int:
        data = calldata(
            "quoteExactInputSingle((address,address,uint256,uint24,uint160))", (WETH, USDC, cls.amount, 500, 0)
        )
        return word(await client.public("eth_call", {"to": V3_QUOTER, "data": data}, "latest"))

    @classmethod
    def sign(cls, person: "Person", least: int) -> "Signed":
        signature = "exactInputSingle((address,address,uint24,address,uint256,uint256,uint256,uint160))"
        fields = (WETH, USDC, 500, person.address, FAR, cls.amount, least, 0)
        return person.sign(V3_ROUTER, calldata(signature, fields))


async def balance(client: "Client", token: str, owner: str) -> int:
    data = calldata("balanceOf(address)", owner)
    return word(await client.public("eth_call", {"to": token, "data": data}, "latest"))


async def next_block(client: "Client") -> list[str]:
    """Say that the background is done, and wait for the block."""
    head = await client.head()
    await client.http.post("/clock/ready", json={"actor": "background", "block": head})
    state: dict[str, Any] = {"block": head, "version": -1}
    while state["block"] == head:
        seen = max(state["version"], 0)
        state = (await client.http.get(f"/clock?seen={seen}&wait_ms=10000")).json()
    return await client.block_hashes()


@pytest.mark.parametrize("order", [V2Order, V3Order])
async def test_an_order_loses_its_tolerance_in_public_and_nothing_in_private(
    blockspace_program: "tuple[Program, Client]",
    start_program: "StartProgram",
    anvil_world: WorldFiles,
    order: type[V2Order | V3Order],
) -> None:
    program, client = blockspace_program
    shared = ["--rpc", program.ready["rpc"], "--relay", program.ready["relay"], "--clock", program.ready["clock"]]
    bot = start_program("solver.sandbox.adversaries.sandwich", *shared, "--world", str(anvil_world.world))
    person = await client.person(12)

    async def traded(*, public: bool) -> tuple[int, int, list[str], str]:
        """Fair and received USDC, the block, and the order's hash."""
        fair = await order.fair_out(client)
        swap = order.sign(person, fair * (10_000 - TOLERANCE_BPS) // 10_000)
        before = await balance(client, USDC, person.address)
        if public:
            await client.public("eth_sendRawTransaction", swap.raw)
        else:
            await client.relay(2, "eth_sendPrivateRawTransaction", swap.raw)
        block = await next_block(client)
        return fair, await balance(client, USDC, person.address) - before, block, swap.hash

    weth_before = await balance(client, WETH, BOT)
    fair, received, block, swap_hash = await traded(public=True)
    loss = fair - received
    tolerated = fair - fair * (10_000 - TOLERANCE_BPS) // 10_000
    assert (len(block), block[1:2]) == (3, [swap_hash]), bot.end()
    assert tolerated * 99 // 100 <= loss <= tolerated
    assert await balance(client, WETH, BOT) > weth_before

    fair, received, block, swap_hash = await traded(public=False)
    assert block == [swap_hash]
    assert received == fair

    code, told = bot.end()
    attacks = [json.loads(line) for line in told.splitlines() if '"attacked"' in line]
    assert code == 0, told
    assert len(attacks) == 1
    assert int(attacks[0]["gain_wei"]) > int(attacks[0]["cost_wei"])
