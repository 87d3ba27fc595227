"""Endings in numbers."""

from solver.domain.ending import Declined, Ending, Expired, Lost, Reason, Reverted, Settled
from solver.domain.primitives import ZERO_HASH
from solver.quality.fills import outcomes

SETTLED = Settled(ZERO_HASH, 1, (1,), (1,))
LOST = Lost(None, None, 1)
REVERTED = Reverted(ZERO_HASH, 1, "x")
EXPIRED = Expired(1, "x")


def declined(reason: Reason) -> Ending:
    return Declined(reason, "x")


def test_every_ending_is_counted_once() -> None:
    refused = [declined(reason) for reason in (Reason.FORGED, Reason.EXPIRED, Reason.FORGED)]
    counted = outcomes([SETTLED, LOST, SETTLED, REVERTED, EXPIRED, *refused])
    assert (counted.settled, counted.lost, counted.reverted, counted.expired) == (2, 1, 1, 1)
    assert counted.declined == (("expired", 1), ("forged", 2))
    assert (counted.total, counted.bid, counted.won) == (8, 5, 4)


def test_a_lost_auction_lowers_the_win_ratio_and_not_the_fill_ratio() -> None:
    counted = outcomes([SETTLED, LOST, LOST, REVERTED])
    assert counted.win_ratio == 0.5
    assert counted.fill_ratio == 0.5
    assert outcomes([SETTLED, LOST]).fill_ratio == 1.0


def test_without_bids_there_is_no_ratio() -> None:
    counted = outcomes([declined(Reason.NO_ROUTE)])
    assert counted.win_ratio is None
    assert counted.fill_ratio is None
    assert outcomes([LOST]).fill_ratio is None
    assert outcomes([LOST]).win_ratio == 0.0
