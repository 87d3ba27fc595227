"""Bundles of a window, and their hash."""

from eth_hash.auto import keccak

from solver.bundles.compose import bundle_hash, bundles_for, replacement_uuid
from solver.domain.bundle import SignedTransaction
from solver.domain.primitives import Hash
from solver.testing import intents as make

AUCTION, OTHER = Hash("0x" + "01" * 32), Hash("0x" + "02" * 32)


def transaction(number: int) -> SignedTransaction:
    return SignedTransaction(b"\x02", Hash(f"0x{number:064x}"), make.TRADER, number)


def test_the_hash_is_that_of_the_transaction_hashes_in_order() -> None:
    one, two = transaction(1), transaction(2)
    expected = keccak((1).to_bytes(32, "big") + (2).to_bytes(32, "big")).hex()
    assert bundle_hash([one, two]) == "0x" + expected
    assert bundle_hash([two, one]) != bundle_hash([one, two])


def test_the_empty_bundle_has_the_hash_of_nothing() -> None:
    assert bundle_hash([]) == "0xc5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470"


def test_a_window_is_one_bundle_for_each_block_with_the_same_transactions() -> None:
    bundles = bundles_for([transaction(1)], AUCTION, first_block=7, last_block=9, max_timestamp=99)
    assert [bundle.target_block for bundle in bundles] == [7, 8, 9]
    assert {bundle.transactions for bundle in bundles} == {(transaction(1),)}
    assert {bundle.max_timestamp for bundle in bundles} == {99}
    assert len({bundle.replacement_uuid for bundle in bundles}) == 3


def test_a_replacement_names_auction_and_block_and_nothing_else() -> None:
    assert replacement_uuid(AUCTION, 7) == replacement_uuid(AUCTION, 7)
    assert len({replacement_uuid(AUCTION, 7), replacement_uuid(AUCTION, 8), replacement_uuid(OTHER, 7)}) == 3
