"""What the bot reads of the public chain."""

from collections.abc import Sequence
from dataclasses import dataclass

from solver.domain.primitives import Address
from solver.sandbox.adversaries.sandwich.victims import Victim, decode_victim
from solver.sandbox.chain.abi import calldata
from solver.sandbox.chain.background.multicall import read_all, uint
from solver.sandbox.chain.worldfile import World
from solver.wire.rpc import AsyncJsonRpc

SLOT_S = 12
DOLLAR_E8 = 10**8
ETHER = 10**18


@dataclass(frozen=True, slots=True)
class Head:
    """The newest block; timestamp in unix seconds; base fee of the next block in wei per gas."""

    number: int
    timestamp: int
    next_base_fee_wei: int

    @property
    def next_timestamp(self) -> int:
        """When the next block is."""
        return self.timestamp + SLOT_S


class Prices:
    """Units of a token as wei, by the world's feeds at one block."""

    def __init__(self, world: World, usd_e8: dict[Address, int]) -> None:
        self._decimals: dict[Address, int] = {token.address: token.decimals for token in world.tokens}
        self._usd_e8 = usd_e8
        self._weth = world.contracts["weth"]

    def wei(self, token: Address, units: int) -> int:
        """Rounded down. A token without a feed counts as a dollar: in this world those are the stablecoins."""
        if token == self._weth:
            return units
        value_usd_e8: int = units * self._usd_e8.get(token, DOLLAR_E8) // 10 ** self._decimals[token]
        return value_usd_e8 * ETHER // self._usd_e8[self._weth]


async def read_head(rpc: AsyncJsonRpc) -> Head:
    """The newest block."""
    block = await rpc.call("eth_getBlockByNumber", ["latest", False])
    fees = await rpc.call("eth_feeHistory", ["0x1", block["number"], []])
    return Head(int(block["number"], 16), int(block["timestamp"], 16), int(fees["baseFeePerGas"][-1], 16))


async def read_prices(rpc: AsyncJsonRpc, world: World, block: int) -> Prices:
    """The feeds' newest answers."""
    reads = [(feed.address, calldata("latestRoundData()")) for feed in world.feeds]
    answers = await read_all(rpc, reads, block)
    return Prices(world, {feed.base: uint(answer, 1) for feed, answer in zip(world.feeds, answers, strict=True)})


async def read_balance(rpc: AsyncJsonRpc, token: Address, owner: Address, block: int) -> int:
    """Units of token."""
    (balance,) = await read_all(rpc, [(token, calldata("balanceOf(address)", owner))], block)
    return uint(balance)


async def read_victims(rpc: AsyncJsonRpc, routers: Sequence[Address], but: Address, now: int) -> tuple[Victim, ...]:
    """Swaps that can run in the next block and are not the bot's own: the first pending one of each sender."""
    pending = (await rpc.call("txpool_content"))["pending"]
    first = [run[min(run, key=int)] for sender, run in sorted(pending.items()) if sender.lower() != but]
    decoded = [decode_victim(transaction) for transaction in first if str(transaction["to"]).lower() in routers]
    return tuple(victim for victim in decoded if victim is not None and victim.deadline >= now)


async def missing_approvals(
    rpc: AsyncJsonRpc, owner: Address, tokens: Sequence[Address], routers: Sequence[Address], block: int
) -> list[tuple[Address, Address]]:
    """Token and router wherever the router may not move practically all of the owner's tokens."""
    pairs = [(token, router) for token in tokens for router in routers]
    reads = [(token, calldata("allowance(address,address)", owner, router)) for token, router in pairs]
    allowances = await read_all(rpc, reads, block)
    return [pair for pair, allowed in zip(pairs, allowances, strict=True) if uint(allowed) < 1 << 128]


async def read_nonce(rpc: AsyncJsonRpc, account: Address, block: int) -> int:
    """Transactions mined from account."""
    return int(await rpc.call("eth_getTransactionCount", [account, hex(block)]), 16)
