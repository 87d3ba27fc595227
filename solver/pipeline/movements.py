"""What a block moved between tracked accounts, as journal events."""

from collections.abc import Iterable, Iterator

from solver.domain.chain import BlockRef, EthTransfer, Log, Receipt
from solver.domain.events import TransferSeen
from solver.domain.primitives import ZERO_ADDRESS, Address
from solver.domain.token_logs import token_move

BURNT_INDEX = -1
TIP_INDEX = -2
FIRST_VALUE_INDEX = -3


def token_movements(
    block: BlockRef, logs: Iterable[Log], tracked: frozenset[Address], tokens: frozenset[Address], weth: Address
) -> Iterator[TransferSeen]:
    """Transfers of the universe's tokens that touch a tracked account."""
    for log in logs:
        move = token_move(log, weth) if log.address in tokens else None
        if move is not None and (move.sender in tracked or move.recipient in tracked):
            place = (block.number, block.hash, log.tx_hash, log.log_index)
            yield TransferSeen(*place, move.token, move.sender, move.recipient, move.units)


def fee_movements(block: BlockRef, receipts: Iterable[Receipt], tracked: frozenset[Address]) -> Iterator[TransferSeen]:
    """Gas in wei: the base fee is burnt (sent to the zero address), the rest goes to the block's builder."""
    for receipt in receipts:
        burnt = receipt.gas_used * block.base_fee_wei
        parts = ((BURNT_INDEX, ZERO_ADDRESS, burnt), (TIP_INDEX, block.coinbase, receipt.fee_wei - burnt))
        for index, recipient, wei in parts:
            if wei and (receipt.sender in tracked or recipient in tracked):
                place = (block.number, block.hash, receipt.tx_hash, index)
                yield TransferSeen(*place, ZERO_ADDRESS, receipt.sender, recipient, wei)


def value_movements(block: BlockRef, transfers: Iterable[EthTransfer]) -> Iterator[TransferSeen]:
    """Ether sent as value."""
    for move in transfers:
        place = (block.number, block.hash, move.tx_hash, FIRST_VALUE_INDEX - move.call_index)
        yield TransferSeen(*place, ZERO_ADDRESS, move.sender, move.recipient, move.value_wei)
