"""What the relay holds: handles, validity, cancellation."""

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from solver.domain.primitives import Address
from solver.sandbox.blockspace.bundles import MOST_PER_SIGNER, PrivateOrders, Submission, Withdrawn
from solver.sandbox.blockspace.orders import public_order

if TYPE_CHECKING:
    from tests.unit.sandbox.blockspace.conftest import Sign

ALICE, BOB = Address("0x" + "aa" * 20), Address("0x" + "bb" * 20)


@pytest.fixture
def submission(sign: "Sign") -> Submission:
    return Submission(public_order(sign()), ALICE, 5, 5, 0, None, "u", None)


@pytest.mark.parametrize(
    ("block", "timestamp", "fits"), [(4, 50, False), (5, 50, True), (6, 50, False), (5, 39, False), (5, 61, False)]
)
def test_validity_is_inclusive(submission: Submission, block: int, timestamp: int, fits: bool) -> None:
    bounded = replace(submission, min_timestamp=40, max_timestamp=60)
    assert bounded.fits(block, timestamp) is fits


def test_the_same_content_for_the_same_block_is_held_once(submission: Submission) -> None:
    orders = PrivateOrders()
    for _ in range(2):
        orders.submit(replace(submission, uuid=None))
    assert len(orders.for_block(5, 0)) == 1


def test_the_same_content_for_two_blocks_is_held_twice(submission: Submission) -> None:
    orders = PrivateOrders()
    orders.submit(replace(submission, uuid=None))
    orders.submit(replace(submission, uuid=None, first_block=6, last_block=6))
    assert orders.for_block(5, 0)
    assert orders.for_block(6, 0)


def test_a_uuid_belongs_to_its_signer(submission: Submission) -> None:
    orders = PrivateOrders()
    orders.submit(submission)
    orders.submit(replace(submission, signer=BOB))
    assert orders.cancel(BOB, "u")
    assert orders.signers(5) == (ALICE,)


def test_a_cancellation_outlives_replacements_sent_before_it(submission: Submission) -> None:
    orders = PrivateOrders()
    orders.submit(replace(submission, replacement_nonce=1))
    assert orders.cancel(ALICE, "u", 3)
    assert orders.submit(replace(submission, replacement_nonce=2)) is Withdrawn.STALE_REPLACEMENT
    assert orders.for_block(5, 0) == ()


def test_what_has_passed_or_was_included_is_forgotten(submission: Submission) -> None:
    orders = PrivateOrders()
    orders.submit(submission)
    orders.submit(replace(submission, uuid="long", last_block=9))
    orders.settle(4, frozenset())
    assert len(orders.for_block(5, 0)) == 2
    orders.settle(5, frozenset())
    assert len(orders.for_block(6, 0)) == 1
    orders.settle(6, frozenset({submission.order.hash}))
    assert orders.for_block(7, 0) == ()


def test_one_signer_holds_a_bounded_number(submission: Submission) -> None:
    orders = PrivateOrders()
    for number in range(MOST_PER_SIGNER):
        assert orders.submit(replace(submission, uuid=str(number))) is None
    assert orders.submit(submission) is Withdrawn.TOO_MANY
    assert orders.submit(replace(submission, uuid="0")) is None
    assert orders.submit(replace(submission, signer=BOB)) is None
