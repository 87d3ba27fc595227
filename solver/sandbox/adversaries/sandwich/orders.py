"""The bot's own transactions: the two legs of an attack, signed."""

from collections.abc import Sequence
from dataclasses import dataclass

from eth_account.signers.local import LocalAccount
from eth_account.types import AccessListEntry
from eth_typing import HexStr

from solver.domain.primitives import Address
from solver.sandbox.adversaries.sandwich.attack import Attack
from solver.sandbox.adversaries.sandwich.victims import Victim
from solver.sandbox.chain.abi import calldata

LEG_GAS = 3_000_000
_V2_SWAP = "swapExactTokensForTokens(uint256,uint256,address[],address,uint256)"
_V3_SWAP = "exactInputSingle((address,address,uint24,address,uint256,uint256,uint256,uint160))"


@dataclass(frozen=True, slots=True)
class Leg:
    """A swap of the bot: to whom, and its 0x-hex calldata."""

    to: Address
    data: str


def front_leg(attack: Attack, bot: Address, deadline: int) -> Leg:
    """Buy before the victim, at any price: the sale guards both."""
    path = (attack.victim.token_in, attack.victim.token_out)
    return _leg(attack.victim, path, (attack.front_in, 1), bot, deadline)


def back_leg(attack: Attack, least_out: int, bot: Address, deadline: int) -> Leg:
    """Sell after the victim for at least least_out, else revert and with it the bundle."""
    path = (attack.victim.token_out, attack.victim.token_in)
    return _leg(attack.victim, path, (attack.front_out, least_out), bot, deadline)


def _leg(victim: Victim, path: tuple[Address, Address], sold_and_least: tuple[int, int], bot: Address, by: int) -> Leg:
    sold, least = sold_and_least
    if victim.fee_pips is None:
        return Leg(victim.router, calldata(_V2_SWAP, sold, least, list(path), bot, by))
    return Leg(victim.router, calldata(_V3_SWAP, (*path, victim.fee_pips, bot, by, sold, least, 0)))


@dataclass(frozen=True, slots=True)
class Fees:
    """Wei per gas."""

    max_fee_wei: int
    tip_wei: int


def sign(signer: LocalAccount, leg: Leg, nonce: int, fees: Fees) -> str:
    """The raw transaction, 0x-hex."""
    fields: dict[str, Sequence[AccessListEntry] | bytes | HexStr | int] = {
        "chainId": 1,
        "nonce": nonce,
        "to": bytes.fromhex(leg.to[2:]),
        "data": bytes.fromhex(leg.data[2:]),
        "value": 0,
        "gas": LEG_GAS,
        "maxFeePerGas": fees.max_fee_wei,
        "maxPriorityFeePerGas": fees.tip_wei,
    }
    return str(signer.sign_transaction(fields).raw_transaction.to_0x_hex())
