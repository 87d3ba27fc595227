"""The answer of eth_callBundle: what a bundle would pay the builder on top of the head."""

from collections.abc import Sequence

from eth_abi.abi import decode as abi_decode
from eth_abi.exceptions import DecodingError

from solver.sandbox.blockspace.authentication import bundle_hash
from solver.sandbox.blockspace.orders import Execution, total
from solver.sandbox.blockspace.preview import NextBlock
from solver.sandbox.blockspace.transactions import PoolTransaction

_ERROR_STRING = bytes.fromhex("08c379a0")


def report(
    block: NextBlock, state_block: int, transactions: Sequence[PoolTransaction], runs: Sequence[Execution]
) -> dict[str, object]:
    """Amounts in wei as decimal strings; gas as numbers. Payments in WETH count as payments."""
    value = total(tuple(runs))
    gas_fees = sum(_gas_fees_wei(block, t, run) for t, run in zip(transactions, runs, strict=True))
    return {
        "bundleHash": bundle_hash(tuple(t.hash for t in transactions)),
        "bundleGasPrice": str(value.score_wei),
        "coinbaseDiff": str(value.gain_wei),
        "ethSentToCoinbase": str(value.gain_wei - gas_fees),
        "gasFees": str(gas_fees),
        "totalGasUsed": value.gas_used,
        "stateBlockNumber": state_block,
        "results": [_result(block, t, run) for t, run in zip(transactions, runs, strict=True)],
    }


def _result(block: NextBlock, transaction: PoolTransaction, run: Execution) -> dict[str, object]:
    gas_fees = _gas_fees_wei(block, transaction, run)
    result: dict[str, object] = {
        "txHash": transaction.hash,
        "fromAddress": transaction.sender,
        "toAddress": transaction.to,
        "gasUsed": run.gas_used,
        "gasPrice": str(run.gain_wei // run.gas_used),
        "gasFees": str(gas_fees),
        "ethSentToCoinbase": str(run.gain_wei - gas_fees),
        "coinbaseDiff": str(run.gain_wei),
    }
    if run.succeeded:
        return result | {"value": "0x" + run.return_data.hex()}
    return result | {"error": "execution reverted", "revert": _reason(run.return_data)}


def _gas_fees_wei(block: NextBlock, transaction: PoolTransaction, run: Execution) -> int:
    """What the builder keeps of the fees."""
    return run.gas_used * transaction.tip_wei(block.base_fee_wei)


def _reason(data: bytes) -> str:
    if data[:4] == _ERROR_STRING:
        try:
            return str(abi_decode(["string"], data[4:])[0])
        except (DecodingError, UnicodeDecodeError):
            pass
    return "0x" + data.hex()
