"""Each ending of an intent, and what the house is told."""

from dataclasses import replace

import pytest

from solver.domain import events as e
from solver.domain.ending import Declined, Ending, Expired, Lost, Reason, Reverted, Settled
from solver.domain.intent import SignedIntent
from solver.domain.primitives import Hash
from solver.ports import Refused, Unreachable
from solver.testing import intents as i
from solver.testing.fake_chain import GAS_USED
from solver.testing.fake_house import RIVAL
from solver.testing.markets import ranges
from solver.testing.values import GWEI, HEAD
from tests.unit.pipeline.stand import Stand, signed, until


async def ended(stand: Stand, intent: SignedIntent) -> tuple[Hash, Ending]:
    """Auction one intent, make blocks until it has its ending."""
    async with stand.running():
        listing = await stand.post(intent)
        await until(lambda: stand.journal.ended(listing.auction_id) or bool(stand.relay.standing(HEAD + 1)))
        if not stand.journal.ended(listing.auction_id):
            await stand.sealed()
        return listing.auction_id, await stand.until_ended(listing.auction_id)


def declined(ending: Ending) -> Reason:
    assert isinstance(ending, Declined), ending
    return ending.reason


async def test_an_honest_intent_is_won_and_settled_in_the_next_block(stand: Stand) -> None:
    name, ending = await ended(stand, signed())
    assert isinstance(ending, Settled)
    assert (ending.block_number, ending.spent) == (HEAD + 1, (5 * 10**18,))
    assert ending.received == (stand.house.bids[name].amount,)


async def test_an_exact_out_intent_is_settled_for_the_spend_that_was_bid(stand: Stand) -> None:
    stand.markets.usdc_per_weth = 1980
    short_book = i.terms(i.call_leg(size_e8=-10 * 10**8))
    name, ending = await ended(stand, signed(trade=i.BUY_ETH, terms=short_book))
    assert isinstance(ending, Settled), ending
    assert ending.spent == (stand.house.bids[name].amount,)


async def test_a_route_that_no_transaction_has_the_gas_for_is_not_bid(
    stand: Stand, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("solver.pipeline.fill.TRIAL_GAS", 250_000)
    _, ending = await ended(stand, signed())
    assert isinstance(ending, Declined)
    assert (ending.reason, ending.detail) == (
        Reason.SIMULATION_FAILED,
        "the route needs 293000 gas, the most is 250000",
    )


async def test_what_arbitrageurs_would_leave_nothing_of_is_not_promised(stand: Stand) -> None:
    stand.markets.weth, stand.markets.usdc_per_weth = 100, 1000  # and somebody pays millions for one, without end
    bid = ranges(((-126_000, -124_310, 10**19),), pool=i.account(0xD003), tokens=(i.USDC, i.WETH), tick=-124_300)
    stand.markets.more = (bid,)
    _, ending = await ended(stand, signed(trade=i.BUY_ETH, terms=i.terms(i.call_leg(size_e8=-10 * 10**8))))
    assert declined(ending) is Reason.NO_ROUTE
    assert isinstance(ending, Declined)
    assert ending.detail.startswith("once arbitrageurs have been there")


async def test_every_stage_of_a_settlement_is_in_the_journal(stand: Stand) -> None:
    await ended(stand, signed())
    kinds = [type(event) for event in stand.journal.events if not isinstance(event, e.StageTimed | e.BalanceOpened)]
    assert kinds == [
        e.BlockScanned,
        e.AuctionSeen,
        e.IntentReceived,
        e.Planned,
        e.Solved,
        e.BidPlaced,
        e.AuctionClosed,
        e.Awarded,
        e.BundleSubmitted,
        e.RelayAnswered,
        *kinds[10:],
    ]
    assert {e.Mined, e.Ended} <= set(kinds[10:])


async def test_a_higher_bid_of_a_rival_wins_and_ours_is_lost(stand: Stand) -> None:
    stand.house.rival_amount = 20_000 * 10**6
    name, ending = await ended(stand, signed())
    assert ending == Lost(RIVAL, 20_000 * 10**6, stand.house.bids[name].amount)


async def test_an_expired_intent_is_declined_and_the_house_is_told(stand: Stand) -> None:
    life = i.lifetime(issued_at=i.NOW - 1000, seconds=900)
    name, ending = await ended(stand, signed(life=life))
    assert declined(ending) is Reason.EXPIRED
    await until(lambda: stand.house.declined == [name])


async def test_a_forged_signature_is_declined(stand: Stand) -> None:
    intent = signed()
    forged = replace(intent, signature=intent.signature[:10] + b"\0" + intent.signature[11:])
    _, ending = await ended(stand, forged)
    assert declined(ending) is Reason.FORGED


async def test_a_used_nonce_is_declined(stand: Stand) -> None:
    stand.chain.used_nonces.add(7)
    _, ending = await ended(stand, signed(nonce=7))
    assert declined(ending) is Reason.NONCE_USED


async def test_a_limit_beyond_the_market_is_declined(stand: Stand) -> None:
    stand.markets.usdc_per_weth = 1900
    _, ending = await ended(stand, signed())
    assert declined(ending) is Reason.UNREACHABLE_LIMIT


async def test_a_settlement_that_our_node_refuses_is_not_bid_for(stand: Stand) -> None:
    stand.chain.simulation_errors = ["NotExclusiveFiller(0x00)"]
    name, ending = await ended(stand, signed())
    assert (declined(ending), name in stand.house.bids) == (Reason.SIMULATION_FAILED, False)


async def test_before_the_bid_the_award_is_simulated_with_a_cosigner_that_agrees(stand: Stand) -> None:
    await ended(stand, signed())
    rehearsal, real = stand.chain.simulated[0][-1], stand.chain.simulated[1][-1]
    assert rehearsal.data != real.data
    assert rehearsal.nonce == real.nonce


async def test_gas_that_the_trader_s_own_code_burns_is_priced_into_the_bid(stand: Stand) -> None:
    name, _ = await ended(stand, signed())
    plain = stand.house.bids[name].amount
    costly = Stand()
    costly.chain.gas_used = [1_350_000]
    name, ending = await ended(costly, signed())
    assert isinstance(ending, Settled)
    million_gas_at_worst = 10**6 * (2 * GWEI * 9 // 8 + GWEI) * 2020 // 10**12
    assert plain - costly.house.bids[name].amount >= million_gas_at_worst


async def test_an_intent_that_burns_more_than_it_is_worth_is_declined(stand: Stand) -> None:
    stand.chain.gas_used = [30_000_000]
    _, ending = await ended(stand, signed())
    assert declined(ending) is Reason.UNREACHABLE_LIMIT


async def test_an_intent_that_burns_more_each_time_it_is_run_is_declined(stand: Stand) -> None:
    stand.chain.gas_used = [700_000, 1_400_000]
    _, ending = await ended(stand, signed())
    assert declined(ending) is Reason.SIMULATION_FAILED


async def test_an_award_that_burns_gas_only_once_it_is_won_is_not_sent(stand: Stand) -> None:
    stand.chain.gas_used = [GAS_USED, 3_500_000]
    async with stand.running():
        listing = await stand.post(signed())
        await until(lambda: bool(stand.incidents("would_fail")))
        await stand.sealed(3)
        ending = await stand.until_ended(listing.auction_id)
    assert isinstance(ending, Expired)
    assert "gas" in ending.detail
    assert not stand.relay.received


async def test_gas_above_the_operator_s_cap_stops_bidding(stand: Stand) -> None:
    stand.settings = replace(stand.settings, max_fee_wei=2 * 10**9)
    _, ending = await ended(stand, signed())
    assert declined(ending) is Reason.HALTED


async def test_an_intent_that_cannot_be_read_is_declined_as_malformed(stand: Stand) -> None:
    stand.house.troubles.plan("intent", Refused("house", "malformed", "not JSON"))
    _, ending = await ended(stand, signed())
    assert declined(ending) is Reason.MALFORMED


async def test_an_intent_that_is_not_the_one_listed_is_declined(stand: Stand) -> None:
    listing = await stand.post(signed(nonce=1))
    stand.house.swap_intent(listing.auction_id, signed(nonce=2))
    async with stand.running():
        ending = await stand.until_ended(listing.auction_id)
    assert declined(ending) is Reason.MALFORMED


@pytest.mark.parametrize("method", ["intent", "bid", "bid answer", "result", "award"])
async def test_a_house_that_fails_for_a_while_costs_nothing(stand: Stand, method: str) -> None:
    stand.house.troubles.plan(method, *[Unreachable("house", "timeout")] * 2)
    _, ending = await ended(stand, signed())
    assert isinstance(ending, Settled)


@pytest.mark.parametrize("method", ["call", "simulate"])
async def test_a_node_that_fails_for_a_while_costs_nothing(stand: Stand, method: str) -> None:
    async with stand.running():
        await stand.until_started()
        stand.chain.troubles.plan(method, Unreachable("node", "timeout"))
        listing = await stand.post(signed())
        await stand.until_sent(HEAD + 1)
        await stand.sealed()
        assert isinstance(await stand.until_ended(listing.auction_id), Settled)
    assert stand.incidents("offer:unreachable")


async def test_markets_that_cannot_be_read_until_the_close_end_the_intent_as_too_late(stand: Stand) -> None:
    stand.markets.troubles.plan("at", *[Unreachable("node", "timeout")] * 1000)
    async with stand.running():
        listing = await stand.post(signed())
        await until(lambda: bool(stand.incidents("offer:unreachable")))
        await stand.sealed()
        ending = await stand.until_ended(listing.auction_id)
    assert declined(ending) is Reason.TOO_LATE


async def test_a_bid_that_the_house_finds_below_the_limit_is_declined(stand: Stand) -> None:
    stand.house.troubles.plan("bid", Refused("house", "below_limit", "9999"))
    _, ending = await ended(stand, signed())
    assert declined(ending) is Reason.UNREACHABLE_LIMIT


async def test_a_bid_that_never_arrives_is_too_late(stand: Stand) -> None:
    stand.house.troubles.plan("bid", Refused("house", "auction_closed", "too late"))
    stand.house.rival_amount = 1
    async with stand.running():
        listing = await stand.post(signed())
        await until(lambda: bool(stand.incidents("bid:refused")))
        await stand.house.close(listing.auction_id)
        ending = await stand.until_ended(listing.auction_id)
    assert declined(ending) is Reason.TOO_LATE


async def test_an_award_that_the_reactor_would_not_honour_is_not_submitted(stand: Stand) -> None:
    stand.house.bend = lambda cosigned: replace(cosigned, exclusive_filler=RIVAL)
    _, ending = await ended(stand, signed())
    assert isinstance(ending, Expired)
    assert "exclusive to" in ending.detail
    assert not stand.relay.received


async def test_a_transaction_that_lands_and_fails_is_reverted_with_its_reason(stand: Stand) -> None:
    stand.chain.lands_reverted = True
    stand.chain.simulation_errors = [None, None, "InsufficientOutput(1, 2)"]
    _, ending = await ended(stand, signed())
    assert isinstance(ending, Reverted)
    assert ending.error == "InsufficientOutput(1, 2)"


async def test_each_listing_is_taken_up_once_however_often_it_is_said(stand: Stand) -> None:
    async with stand.running():
        listing = await stand.post(signed())
        await stand.house.repeat()
        await stand.until_sent(HEAD + 1)
        await stand.sealed()
        await stand.until_ended(listing.auction_id)
    assert sum(isinstance(event, e.AuctionSeen) for event in stand.journal.events) == 1


async def test_a_journal_that_fails_stops_the_solver_before_it_bids(stand: Stand) -> None:
    async with stand.running() as work:
        await stand.until_started()
        stand.journal.room = 0
        await stand.post(signed())
        await until(work.done)
        assert isinstance(work.exception(), ExceptionGroup)
    assert not stand.house.bids


async def test_one_intent_s_bug_ends_it_and_no_other(stand: Stand) -> None:
    stand.markets.bugs.append(ZeroDivisionError("a bug"))
    async with stand.running():
        first = await stand.post(signed(nonce=1))
        assert declined(await stand.until_ended(first.auction_id)) is Reason.HALTED
        second = await stand.post(signed(nonce=2))
        await stand.until_sent(HEAD + 1)
        await stand.sealed()
        assert isinstance(await stand.until_ended(second.auction_id), Settled)
    assert stand.incidents("bug")


async def test_a_bug_after_the_ending_is_told_and_stops_nothing(stand: Stand) -> None:
    stand.house.troubles.plan("decline", ZeroDivisionError("a bug"))  # type: ignore[arg-type] # no trouble of the environment
    async with stand.running() as work:
        listing = await stand.post(signed(life=i.lifetime(issued_at=i.NOW - 1000, seconds=900)))
        assert declined(await stand.until_ended(listing.auction_id)) is Reason.EXPIRED
        await until(lambda: bool(stand.incidents("bug")))
        other = await stand.post(signed(nonce=8))
        await stand.until_sent(HEAD + 1)
        await stand.sealed()
        assert isinstance(await stand.until_ended(other.auction_id), Settled)
        assert not work.done()


async def test_an_intent_that_wants_nothing_is_declined_as_malformed(stand: Stand) -> None:
    nothing = replace(i.BUY_ETH, sell_token=i.WETH, buy_token=i.USDC, start_receive=0, end_receive=0)
    _, ending = await ended(stand, signed(trade=nothing))
    assert declined(ending) is Reason.MALFORMED
    assert not stand.incidents("bug")


async def test_a_chain_that_stands_still_is_told(stand: Stand) -> None:
    stand.silence_s = 0.05
    async with stand.running():
        await until(lambda: bool(stand.incidents("no_new_head")))
