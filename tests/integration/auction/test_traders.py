"""What traders post, seen from the chain."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, TypeVar

import pytest

from solver.domain.auction import Side
from solver.intents.dutch import decode_dutch
from solver.sandbox.chain.abi import calldata, word
from solver.sandbox.chain.anvil import Anvil
from solver.sandbox.chain.keys import Keyring, address_of
from solver.sandbox.chain.tokens import USDC, WETH
from solver.sandbox.chain.worldfile import World
from solver.sandbox.traders.draw import Kind, draw
from solver.sandbox.traders.market import Head, Market
from solver.sandbox.traders.people import People
from solver.sandbox.traders.quotes import Quoter
from solver.sandbox.traders.replay import Authorised, first_used, revoke
from solver.sandbox.traders.stream import Made, Maker
from solver.sandbox.traders.transactions import Fees, PublicOrder, sign_public_order
from solver.wire.rpc import AsyncJsonRpc

if TYPE_CHECKING:
    from tests.integration.auction.conftest import Desk

T = TypeVar("T")
GWEI = 10**9


def on(chain: Anvil, world: World, work: Callable[[AsyncJsonRpc, Market, Head], Awaitable[T]]) -> T:
    """Run one piece of asynchronous work against the chain's head."""

    async def run() -> T:
        async with AsyncJsonRpc(chain.url) as rpc:
            market = Market(rpc, world, await Quoter.open(rpc, world))
            return await work(rpc, market, await market.head())

    return asyncio.run(run())


def test_honest_intents_ask_for_less_than_the_best_path_gives_and_the_unreachable_one_for_more(
    desk: "Desk", world: World
) -> None:
    people = People(world)
    drafts = draw(3, 24, 4, traders=people.count, safes=len(world.safes))

    async def judge(_rpc: AsyncJsonRpc, market: Market, head: Head) -> list[tuple[Made, int]]:
        maker = Maker(world, market, people)
        made = [await maker.make(draft, maker.own(draft), head) for draft in drafts]
        return [(each, await shortfall_bps(market, each, head)) for each in made]

    judged = on(desk.chain, world, judge)
    assert len(judged) == 24
    for made, bps in judged:
        if made.draft.kind is Kind.UNREACHABLE:
            assert bps > 450
        else:
            assert -200 < bps < 0, made.draft


async def shortfall_bps(market: Market, made: Made, head: Head) -> int:
    """How much more than the best single path the start of the decay asks for; negative: less."""
    sell, buy = made.intent.spends[0].token, made.intent.receives[0].token
    dutch = decode_dutch(made.intent.resolution.data)
    if made.draft.side is Side.EXACT_IN:
        best = await market.quoter.receive_for(sell, buy, dutch.start_spend[0], head.number)
        assert best is not None
        return (dutch.start_receive[0] - best) * 10_000 // best
    best = await market.quoter.spend_for(sell, buy, dutch.start_receive[0], head.number)
    assert best is not None
    return (best - dutch.start_spend[0]) * 10_000 // best


def test_a_size_that_some_pools_cannot_fill_is_quoted_on_the_others(chain: Anvil, world: World) -> None:
    async def least(_rpc: AsyncJsonRpc, market: Market, head: Head) -> int | None:
        usdt = market.token("USDT").address
        return await market.quoter.spend_for(usdt, USDC.address, 1_000_000 * 10**6, head.number)

    assert 999_000 * 10**6 < (on(chain, world, least) or 0) < 1_010_000 * 10**6


def test_an_expired_intent_is_over_before_it_is_posted(desk: "Desk") -> None:
    made = desk.make(kind=Kind.EXPIRED)
    head = desk.chain.rpc.call("eth_getBlockByNumber", ["latest", False])
    assert made.intent.info.deadline < int(head["timestamp"], 16)
    assert made.intent.info.issued_at == made.intent.info.not_before < made.intent.info.deadline


def test_a_replay_takes_the_first_nonce_that_is_used(chain: Anvil, world: World) -> None:
    trader, other = People(world).eoa(3), People(world).eoa(4)
    settled, fresh, reserve = Authorised(trader, 77), Authorised(other, 2**200 + 5), Authorised(trader, 2**255 + 9)

    async def used(_rpc: AsyncJsonRpc, market: Market, head: Head) -> Authorised | None:
        return await first_used([fresh, settled, reserve], market, head.number)

    def spend(what: Authorised) -> None:
        on(chain, world, lambda rpc, _market, head: revoke(what, rpc, world, head))
        chain.rpc.call("evm_mine")

    assert on(chain, world, used) is None
    spend(reserve)
    assert on(chain, world, used) == reserve
    spend(settled)
    assert on(chain, world, used) == settled


@pytest.mark.parametrize("fee_pips", [None, 500])
def test_a_public_order_is_an_ordinary_swap(chain: Anvil, world: World, fee_pips: int | None) -> None:
    trader = address_of(12)
    head = chain.rpc.call("eth_getBlockByNumber", ["latest", False])
    amount, deadline = 3 * 10**18, int(head["timestamp"], 16) + 600
    order = PublicOrder(WETH.address, USDC.address, amount, 1, deadline, fee_pips)
    nonce = int(chain.rpc.call("eth_getTransactionCount", [trader, "latest"]), 16)
    before = balance(chain, trader)
    raw = sign_public_order(order, Keyring().account(12), world, nonce, Fees(100 * GWEI, GWEI))
    receipt = chain.rpc.call("eth_sendRawTransactionSync", ["0x" + raw.hex()])
    assert int(receipt["status"], 16) == 1
    assert 3 * 2_400 * 10**6 < balance(chain, trader) - before < 3 * 2_600 * 10**6


def balance(chain: Anvil, holder: str) -> int:
    call = {"to": USDC.address, "data": calldata("balanceOf(address)", holder)}
    return word(chain.rpc.call("eth_call", [call]))
