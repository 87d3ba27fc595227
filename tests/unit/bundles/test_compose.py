"""A bundle's hash and its name."""

from eth_hash.auto import keccak

from solver.bundles.compose import bundle_hash, replacement_name
from solver.domain.bundle import SignedTransaction
from solver.domain.primitives import Hash
from solver.testing import intents as make


def transaction(number: int) -> SignedTransaction:
    return SignedTransaction(b"\x02", Hash(f"0x{number:064x}"), make.TRADER, number)


def test_the_hash_is_that_of_the_transaction_hashes_in_order() -> None:
    one, two = transaction(1), transaction(2)
    expected = keccak((1).to_bytes(32, "big") + (2).to_bytes(32, "big")).hex()
    assert bundle_hash([one, two]) == "0x" + expected
    assert bundle_hash([two, one]) != bundle_hash([one, two])


def test_the_empty_bundle_has_the_hash_of_nothing() -> None:
    assert bundle_hash([]) == "0xc5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470"


def test_a_replacement_names_account_and_block_and_nothing_else() -> None:
    assert replacement_name(make.TRADER, 7) == replacement_name(make.TRADER, 7)
    names = {replacement_name(make.TRADER, 7), replacement_name(make.TRADER, 8), replacement_name(make.VAULT, 7)}
    assert len(names) == 3
