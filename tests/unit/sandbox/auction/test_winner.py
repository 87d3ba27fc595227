"""The trader's best offer wins; of equal ones a hash decides, not the order of arrival."""

from itertools import permutations

import pytest
from eth_utils.crypto import keccak

from solver.domain.auction import Side
from solver.domain.primitives import Address, Hash
from solver.sandbox.auction.award import Offer, award_of, winner_of
from solver.testing.intents import NOW, account, hedge

ID = Hash("0x" + "a1" * 32)
EXECUTOR = account(0xE1)


def offers(**amounts: int) -> dict[Address, Offer]:
    return {account(int(name[1:])): Offer(EXECUTOR, amount) for name, amount in amounts.items()}


def test_exact_in_goes_to_the_highest_receive() -> None:
    assert winner_of(ID, Side.EXACT_IN, offers(b1=99, b2=101, b3=100)) == account(2)


def test_exact_out_goes_to_the_lowest_spend() -> None:
    assert winner_of(ID, Side.EXACT_OUT, offers(b1=100, b2=101, b3=99)) == account(3)


def test_nobody_wins_where_nobody_bid() -> None:
    assert winner_of(ID, Side.EXACT_IN, {}) is None


@pytest.mark.parametrize("side", list(Side))
def test_of_equal_offers_the_lowest_hash_of_auction_and_bidder_wins_in_any_order(side: Side) -> None:
    equal = offers(b1=7, b2=7, b3=7)
    expected = min(equal, key=lambda bidder: keccak(bytes.fromhex(ID[2:] + bidder[2:])))
    for order in permutations(equal):
        assert winner_of(ID, side, {bidder: equal[bidder] for bidder in order}) == expected


def test_another_auction_breaks_the_same_tie_by_its_own_id() -> None:
    equal = offers(b1=7, b2=7, b3=7, b4=7)
    winners = {winner_of(Hash(f"0x{number:064x}"), Side.EXACT_IN, equal) for number in range(64)}
    assert winners == set(equal)


def test_the_award_starts_with_the_next_block_and_is_exclusive_for_at_most_three_slots() -> None:
    cosigned = award_of(hedge(), Hash("0x" + "11" * 32), Side.EXACT_IN, Offer(EXECUTOR, 5), NOW)
    assert cosigned.decay_start == NOW + 12
    assert cosigned.exclusive_until == NOW + 12 + 36
    assert cosigned.valid_until == NOW + 12 + 36 + 12
    assert (cosigned.receive_floors, cosigned.spend_caps) == ((5,), ())


def test_the_award_of_an_exact_out_auction_caps_the_spend() -> None:
    cosigned = award_of(hedge(), Hash("0x" + "11" * 32), Side.EXACT_OUT, Offer(EXECUTOR, 5), NOW)
    assert (cosigned.receive_floors, cosigned.spend_caps) == ((), (5,))


def test_the_award_does_not_start_before_the_intent_is_valid() -> None:
    cosigned = award_of(hedge(), Hash("0x" + "11" * 32), Side.EXACT_IN, Offer(EXECUTOR, 5), NOW - 1000)
    assert cosigned.decay_start == NOW
