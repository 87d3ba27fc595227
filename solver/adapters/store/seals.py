"""Seals: the journal's end, signed by the identity key and kept in a file outside the database.

Whoever cuts events off, or writes them anew with a chain of their own, cannot make the seals that were taken of what
stood there. One JSON line a seal, appended and on disk before the next begins; a line that was cut short by a crash is
passed over.

SealsUnreadable   the file cannot be read
"""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec
from coincurve import PublicKey
from eth_hash.auto import keccak

from solver.adapters.store.chain import Link
from solver.domain.primitives import Address, Hash

_SIGNATURE_BYTES = 65


@dataclass(eq=False)
class SealsUnreadable(Exception):
    """Its message says why."""

    path: Path
    detail: str

    def __str__(self) -> str:
        return f"{self.path}: {self.detail}"


class Seal(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Signed: that the journal which begins with an event of hash `first` ends with this one, as of this block."""

    first: str
    sequence: int
    hash: str
    block_number: int
    sealed_at_ns: int
    signature: str

    @property
    def end(self) -> Link:
        """The event that it seals."""
        return Link(self.sequence, Hash(self.hash))

    def signer(self) -> Address | None:
        """Who signed it; None where the signature is none."""
        try:
            raw = bytes.fromhex(self.signature.removeprefix("0x"))
            if len(raw) != _SIGNATURE_BYTES:
                return None
            raw = raw[:64] + bytes([raw[64] - 27])
            key = PublicKey.from_signature_and_message(raw, _digest(self), hasher=None)
        except ValueError:
            return None
        return Address("0x" + keccak(key.format(compressed=False)[1:])[12:].hex())


class SealFile:
    """Takes seals of one journal; from any one thread at a time."""

    def __init__(self, path: Path, sign: Callable[[bytes], bytes]) -> None:
        """sign: 65 bytes over a digest, by the identity key."""
        self._path = path
        self._sign = sign
        self._sealed: Link | None = None

    def seal(self, first: Hash, end: Link, block_number: int, at_ns: int) -> None:
        """Sign the journal's end and wait for the disk; once for each end."""
        if end == self._sealed:
            return
        unsigned = Seal(first, end.sequence, end.hash, block_number, at_ns, "")
        signature = self._sign(_digest(unsigned))
        signed = msgspec.structs.replace(unsigned, signature="0x" + signature.hex())
        with self._path.open("ab") as file:
            whole = file.tell() == 0 or _ends_a_line(self._path)
            file.write((b"" if whole else b"\n") + msgspec.json.encode(signed) + b"\n")
            file.flush()
            os.fsync(file.fileno())
        self._sealed = end


def read_seals(path: Path) -> Iterator[Seal]:
    """Every whole seal in the file, oldest first; nothing where there is no file. Raises SealsUnreadable."""
    if not path.exists():
        return
    try:
        with path.open("rb") as file:
            for line in file:
                try:
                    yield msgspec.json.decode(line, type=Seal)
                except msgspec.DecodeError:
                    continue
    except OSError as error:
        raise SealsUnreadable(path, error.strerror or "cannot be read") from error


def _digest(seal: Seal) -> bytes:
    """Of an EIP-191 personal message, so that a seal is never the signature of anything else."""
    fields = (seal.first, seal.sequence, seal.hash, seal.block_number, seal.sealed_at_ns)
    text = "hedgerow journal seal\n" + "\n".join(str(field) for field in fields)
    return keccak(f"\x19Ethereum Signed Message:\n{len(text)}{text}".encode())


def _ends_a_line(path: Path) -> bool:
    with path.open("rb") as file:
        file.seek(-1, os.SEEK_END)
        return file.read(1) == b"\n"
