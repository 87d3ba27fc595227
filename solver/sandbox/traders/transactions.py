"""Ordinary transactions of traders: an order sent to a public router, and the revocation of a Permit2 nonce."""

from dataclasses import dataclass
from typing import Any

from eth_account.signers.local import LocalAccount
from eth_utils.address import to_checksum_address

from solver.domain.primitives import Address
from solver.sandbox.chain.abi import calldata
from solver.sandbox.chain.worldfile import World

_V2_SWAP = "swapExactTokensForTokens(uint256,uint256,address[],address,uint256)"
_V3_SWAP = "exactInputSingle((address,address,uint24,address,uint256,uint256,uint256,uint160))"
_INVALIDATE = "invalidateUnorderedNonces(uint256,uint256)"
_SWAP_GAS = 400_000
_INVALIDATE_GAS = 80_000


@dataclass(frozen=True, slots=True)
class Fees:
    """Wei per gas."""

    max_fee_wei: int
    tip_wei: int


@dataclass(frozen=True, slots=True)
class PublicOrder:
    """An exact-in swap as a wallet sends it: amount and minimum in units, deadline in unix seconds.

    v3_fee_pips: the v3 pool to trade on; None: the v2 pair
    """

    sell: Address
    buy: Address
    amount: int
    minimum: int
    deadline: int
    v3_fee_pips: int | None = None


def sign_public_order(order: PublicOrder, key: LocalAccount, world: World, nonce: int, fees: Fees) -> bytes:
    """The raw transaction, for eth_sendRawTransaction; the router must be approved to take the sell token."""
    recipient = key.address.lower()
    if order.v3_fee_pips is None:
        amounts = (order.amount, order.minimum, [order.sell, order.buy], recipient, order.deadline)
        call = _Call(world.contracts["v2_router"], calldata(_V2_SWAP, *amounts), _SWAP_GAS)
        return _sign(call, key, world.chain_id, nonce, fees)
    pair = (order.sell, order.buy, order.v3_fee_pips, recipient, order.deadline, order.amount, order.minimum, 0)
    call = _Call(world.contracts["v3_router"], calldata(_V3_SWAP, pair), _SWAP_GAS)
    return _sign(call, key, world.chain_id, nonce, fees)


def sign_invalidation(permit2_nonce: int, key: LocalAccount, world: World, nonce: int, fees: Fees) -> bytes:
    """The raw transaction that marks one unordered nonce of the key's account as used."""
    data = calldata(_INVALIDATE, permit2_nonce >> 8, 1 << (permit2_nonce & 0xFF))
    return _sign(_Call(world.contracts["permit2"], data, _INVALIDATE_GAS), key, world.chain_id, nonce, fees)


@dataclass(frozen=True, slots=True)
class _Call:
    to: Address
    data: str
    gas: int


def _sign(call: _Call, key: LocalAccount, chain_id: int, nonce: int, fees: Fees) -> bytes:
    fields: dict[str, Any] = {
        "type": 2,
        "chainId": chain_id,
        "nonce": nonce,
        "to": to_checksum_address(call.to),
        "data": call.data,
        "value": 0,
        "gas": call.gas,
        "maxFeePerGas": fees.max_fee_wei,
        "maxPriorityFeePerGas": fees.tip_wei,
    }
    return bytes(key.sign_transaction(fields).raw_transaction)
