"""The order of a block, and what may follow what."""

import itertools
from typing import TYPE_CHECKING

from solver.domain.primitives import Hash
from solver.sandbox.blockspace.orders import Order, Value, public_order
from solver.sandbox.blockspace.preview import NextBlock
from solver.sandbox.blockspace.ranking import Admission, Exclusion, Scored, ranked
from solver.sandbox.chain.addresses import WETH

if TYPE_CHECKING:
    from solver.sandbox.blockspace.transactions import PoolTransaction
    from tests.unit.sandbox.blockspace.conftest import Sign

GWEI = 10**9
BLOCK = NextBlock(1, 12, GWEI, 30_000_000, WETH, WETH)


def scored(transaction: "PoolTransaction", gwei: int) -> Scored:
    return Scored(public_order(transaction), Value(gwei * GWEI * 21_000, 21_000))


def bundle(*transactions: "PoolTransaction") -> Order:
    return Order(Hash("0x" + "ab" * 32), transactions, frozenset(), public=False)


def test_what_pays_most_for_its_gas_comes_first_and_arrival_does_not_matter(sign: "Sign") -> None:
    bundles = [scored(sign(key), gwei) for key, gwei in ((1, 3), (2, 9), (3, 5), (4, 5))]
    orders = {tuple(s.order.hash for s in ranked(p, [])) for p in itertools.permutations(bundles)}
    (only,) = orders
    assert only[0] == bundles[1].order.hash
    assert only[1:3] == tuple(sorted(s.order.hash for s in bundles[2:]))


def test_a_senders_chain_keeps_its_order(sign: "Sign") -> None:
    chain = [scored(sign(1, nonce=0), 1), scored(sign(1, nonce=1), 50)]
    between = scored(sign(2), 7)
    assert ranked([between], [chain]) == [between, *chain]


def test_gas_counts_so_the_larger_payment_may_come_second(sign: "Sign") -> None:
    dear = Scored(public_order(sign(1)), Value(100, 10))
    large = Scored(public_order(sign(2)), Value(900, 100))
    assert ranked([large, dear], []) == [dear, large]


def test_a_transaction_is_included_once(sign: "Sign") -> None:
    admission = Admission(BLOCK, {sign(1).sender: 0, sign(2).sender: 0})
    assert admission.admit(bundle(sign(1), sign(2))) is None
    assert admission.admit(public_order(sign(2))) is Exclusion.ALREADY_INCLUDED


def test_nonces_follow_each_other_within_and_across_orders(sign: "Sign") -> None:
    admission = Admission(BLOCK, {sign(1).sender: 4})
    assert admission.admit(public_order(sign(nonce=5))) is Exclusion.NONCE
    assert admission.admit(bundle(sign(nonce=4), sign(nonce=5))) is None
    assert admission.admit(public_order(sign(nonce=6))) is None
    assert admission.admit(public_order(sign(nonce=6, tip=2))) is Exclusion.NONCE


def test_an_order_that_is_not_admitted_leaves_no_trace(sign: "Sign") -> None:
    admission = Admission(BLOCK, {sign(1).sender: 0, sign(2).sender: 0})
    assert admission.admit(bundle(sign(1), sign(2, nonce=7))) is Exclusion.NONCE
    assert admission.admit(public_order(sign(1))) is None


def test_a_fee_below_the_base_fee_is_not_admitted(sign: "Sign") -> None:
    admission = Admission(BLOCK, {sign(1).sender: 0})
    assert admission.admit(public_order(sign(tip=0, max_fee=0))) is Exclusion.FEE_BELOW_BASE


def test_ninety_five_percent_of_the_value_alone_is_enough_and_less_is_not() -> None:
    alone = Value(10_000, 100)
    assert Value(9_500, 100).holds(alone, 9500)
    assert not Value(9_499, 100).holds(alone, 9500)
    assert not Value(9_500, 101).holds(alone, 9500)
