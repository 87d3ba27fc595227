"""An execution key whose transactions a fake chain can read back."""

from solver.domain.bundle import SignedTransaction, Transaction
from solver.domain.primitives import Address, Hash
from solver.intents.words import keccak, to_hash
from solver.testing.keys import KnownKey


class FakeSigner:
    """ports.Signer: the same transaction is always the same bytes; signed is where it leaves what it signed."""

    def __init__(self, secret: int, signed: dict[Hash, Transaction]) -> None:
        self._key = KnownKey(secret)
        self._signed = signed

    @property
    def address(self) -> Address:
        return self._key.address

    def sign_digest(self, digest: bytes) -> bytes:
        return self._key.sign_digest(digest)

    def sign_transaction(self, transaction: Transaction) -> SignedTransaction:
        raw = repr(transaction).encode()
        hashed = to_hash(keccak(raw))
        self._signed[hashed] = transaction
        return SignedTransaction(raw, hashed, self.address, transaction.nonce)
