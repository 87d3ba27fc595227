"""Opening balances plus movements must give the chain's balances, to the unit, for every tracked account and token.

Tracked are accounts whose opening balance is recorded; a movement counts for an account from the block after that, if
its block is the last one scanned at its height: others were replaced by a reorganisation.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, select

from solver.adapters.store import tables as t
from solver.adapters.store.engine import reading
from solver.domain.primitives import ZERO_ADDRESS, Address, Hash
from solver.ports import Chain

_BALANCE_OF = bytes.fromhex("70a08231")


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """What the database says one account holds of one token as of a block."""

    account: Address
    role: str
    token: Address
    opening_units: int
    moved_units: int

    @property
    def units(self) -> int:
        """Opening plus movements."""
        return self.opening_units + self.moved_units


@dataclass(frozen=True, slots=True)
class Ledger:
    """All lines, as of the newest block scanned; block_hash None: nothing is scanned yet."""

    block_number: int
    block_hash: Hash | None
    lines: tuple[LedgerLine, ...]


def read_ledger(engine: Engine) -> Ledger:
    """Sum up the database in one consistent read."""
    newest = select(t.scanned_blocks).order_by(t.scanned_blocks.c.sequence.desc()).limit(1)
    with reading(engine).begin() as connection:
        block = connection.execute(newest).first()
        opened = connection.execute(select(t.balances)).all()
        moved = _moved(connection, {(row.account, row.token): row.opened_at_block for row in opened})
    lines = tuple(
        LedgerLine(row.account, row.role, row.token, row.opening_units, moved[row.account, row.token])
        for row in sorted(opened, key=lambda row: (row.account, row.token))
    )
    return Ledger(block.number if block else 0, block.hash if block else None, lines)


def _moved(connection: Connection, opened: Mapping[tuple[str, str], int]) -> dict[tuple[str, str], int]:
    """Signed sum of movements after each account's opening block."""
    moved = dict.fromkeys(opened, 0)
    standing = _standing(connection)
    for row in connection.execute(select(t.transfers)):
        if standing.get(row.block_number) != row.block_hash:
            continue
        for account, sign in ((row.recipient, 1), (row.sender, -1)):
            key = (account, row.token)
            if key in opened and row.block_number > opened[key]:
                moved[key] += sign * row.units
    return moved


def _standing(connection: Connection) -> dict[int, str]:
    """Hash of the block at each height, as far as the newest one scanned."""
    blocks, newest = t.scanned_blocks, 0
    hashes: dict[int, str] = {}
    for row in connection.execute(select(blocks.c.number, blocks.c.hash).order_by(blocks.c.sequence)):
        hashes[row.number], newest = row.hash, row.number
    return {number: name for number, name in hashes.items() if number <= newest}


async def ledger_difference(engine: Engine, chain: Chain) -> dict[Address, int]:
    """For each token the sum over tracked accounts of |database - chain|, in units; token zero is ether in wei.

    All zero is the only right answer. Raises PortError where the chain cannot be asked.
    """
    ledger = read_ledger(engine)
    difference: dict[Address, int] = defaultdict(int)
    for line in ledger.lines:
        if ledger.block_hash is not None:
            held = await balance_of(chain, line.account, line.token, ledger.block_hash)
            difference[line.token] += abs(line.units - held)
    return dict(difference)


async def balance_of(chain: Chain, account: Address, token: Address, at: Hash) -> int:
    """Units of token (zero address: wei) that account holds at a block."""
    if token == ZERO_ADDRESS:
        return await chain.balance_wei(account, at)
    data = _BALANCE_OF + bytes.fromhex(account.removeprefix("0x")).rjust(32, b"\0")
    return int.from_bytes(await chain.call(token, data, at), "big")
