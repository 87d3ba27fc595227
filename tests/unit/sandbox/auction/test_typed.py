"""The house's own EIP-712 against eth-account's and against the solver's."""

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from eth_account import Account
from eth_account.messages import encode_typed_data
from eth_utils.crypto import keccak

from solver.domain.auction import Cosignature
from solver.domain.intent import HedgeIntent
from solver.intents import hashing
from solver.sandbox.auction.typed import cosignature_digest, intent_hash
from solver.sandbox.traders.shape import TYPES, to_plain
from solver.testing.intents import (
    BUY_ETH,
    EXECUTOR,
    REACTOR,
    call_leg,
    cosignature,
    hedge,
    standing_hedge,
    terms,
)

if TYPE_CHECKING:
    from tests.unit.sandbox.auction.conftest import Saleroom

INTENTS = [
    hedge(),
    hedge(BUY_ETH, terms(call_leg(is_call=False, size_e8=-(10**8)), call_leg(2_500), initial_hedge_e8=-5)),
    hedge(nonce=2**256 - 1),
    standing_hedge(),
    replace(hedge(), spends=(), receives=()),
]
_WITNESS = {name: TYPES[name] for name in TYPES if name not in {"TokenPermissions", "PermitWitnessTransferFrom"}}


@pytest.mark.parametrize("intent", INTENTS)
def test_an_intent_has_one_hash_by_three_encoders(intent: HedgeIntent) -> None:
    witness = encode_typed_data({}, _WITNESS, to_plain("HedgeIntent", intent, as_json=False))
    assert intent_hash(intent) == "0x" + bytes(witness.body).hex() == hashing.intent_hash(intent)


@pytest.mark.parametrize(
    "cosigned",
    [
        cosignature(hashing.intent_hash(hedge()), floors=(1,)),
        cosignature(hashing.intent_hash(hedge()), caps=(2**256 - 1, 3)),
    ],
)
def test_the_cosigned_digest_is_that_of_eth_account(cosigned: Cosignature) -> None:
    fields = [
        ("intentHash", "bytes32", cosigned.intent_hash),
        ("fillIndex", "uint32", cosigned.fill_index),
        ("validUntil", "uint64", cosigned.valid_until),
        ("decayStart", "uint64", cosigned.decay_start),
        ("exclusiveUntil", "uint64", cosigned.exclusive_until),
        ("exclusiveFiller", "address", cosigned.exclusive_filler),
        ("overrideBps", "uint16", cosigned.override_bps),
        ("spendCaps", "uint256[]", list(cosigned.spend_caps)),
        ("receiveFloors", "uint256[]", list(cosigned.receive_floors)),
    ]
    types = {"Cosignature": [{"name": name, "type": kind} for name, kind, _ in fields]}
    domain = {"name": "HedgeReactor", "version": "1", "chainId": 1, "verifyingContract": REACTOR}
    message = encode_typed_data(domain, types, {name: value for name, _, value in fields})
    expected = keccak(b"\x19" + message.version + message.header + message.body)
    assert cosignature_digest(cosigned, 1, REACTOR) == expected


def test_the_cosignature_recovers_to_the_house(saleroom: "Saleroom") -> None:
    cosigned = cosignature(hashing.intent_hash(hedge()), floors=(1,))
    signature = saleroom.cosigner.sign(cosigned)
    digest = cosignature_digest(cosigned, 1, REACTOR)
    assert Account._recover_hash(digest, signature=signature).lower() == saleroom.cosigner.address
    assert cosigned.exclusive_filler == EXECUTOR
    assert signature[64] in {27, 28}
