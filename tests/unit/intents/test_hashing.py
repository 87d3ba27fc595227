"""Hashes and digests equal eth-account's general encoder, for every kind of intent the type foresees."""

import json
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from eth_account.messages import encode_typed_data
from eth_hash.auto import keccak

from solver.domain.auction import Cosignature
from solver.domain.intent import Authorization, HedgeIntent, Receive, Spend, Standard
from solver.domain.primitives import Hash
from solver.intents.codec import _BEYOND_64_BITS, decode_signed
from solver.intents.digests import auction_id, cosignature_digest, cosignature_hash, permit_hash, signing_digest
from solver.intents.hashing import intent_hash, terms_hash
from solver.intents.typed import FIELDS, type_string
from solver.testing import intents as make

VECTORS = Path(__file__).resolve().parents[3] / "contracts/test/vectors/eip712.json"
NFT = Receive(Standard.ERC721_POSITION, make.account(9), 1, make.TRADER, Hash("0x" + "ab" * 32))

KINDS: dict[str, HedgeIntent] = {
    "one-shot": make.hedge(),
    "one-shot exact out": make.hedge(make.BUY_ETH),
    "standing, two pairs": make.standing_hedge(),
    "two spends": replace(make.hedge(), spends=(*make.hedge().spends, Spend(0, make.USDC, 0, 3, 2**255))),
    "a position to receive": replace(make.hedge(), receives=(*make.hedge().receives, NFT)),
    "no legs, no resolver data": replace(
        make.hedge(), terms=replace(make.terms(), legs=()), resolution=replace(make.hedge().resolution, data=b"")
    ),
    "eight legs, extreme numbers": replace(
        make.hedge(),
        terms=replace(
            make.terms(*(make.call_leg(1_000 + i, size_e8=-(2**127) + i, is_call=bool(i % 2)) for i in range(8))),
            underlying="ETH é",
            carry_e8=-(2**63),
            initial_hedge_e8=2**127 - 1,
        ),
    ),
}


def camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(part.capitalize() for part in rest)


def plain(value: Any) -> Any:
    if is_dataclass(value):
        return {camel(f.name): plain(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    return int(value) if isinstance(value, int) and not isinstance(value, bool) else value


def columns(text: str) -> list[dict[str, str]]:
    return [dict(zip(("type", "name"), field.split(), strict=True)) for field in text.split(",")]


def by_eth_account(primary: str, domain: dict[str, Any], message: Any) -> tuple[str, bytes]:
    """(struct hash, digest) as the public encoder computes them."""
    types = {name: columns(text) for name, text in FIELDS.items() if name == primary or name in type_string(primary)}
    kinds = {"name": "string", "version": "string", "chainId": "uint256", "verifyingContract": "address"}
    types["EIP712Domain"] = [{"name": name, "type": kinds[name]} for name in domain]
    signable = encode_typed_data(
        full_message={"types": types, "primaryType": primary, "domain": domain, "message": message}
    )
    return "0x" + signable.body.hex(), keccak(b"\x19\x01" + signable.header + signable.body)


REACTOR_DOMAIN = {"name": "HedgeReactor", "version": "1", "chainId": 1, "verifyingContract": make.REACTOR}
PERMIT2_DOMAIN = {"name": "Permit2", "chainId": 1, "verifyingContract": make.PERMIT2}


@pytest.mark.parametrize("kind", KINDS)
def test_the_intent_hash_equals_eth_accounts(kind: str) -> None:
    expected, _ = by_eth_account("HedgeIntent", REACTOR_DOMAIN, plain(KINDS[kind]))
    assert intent_hash(KINDS[kind]) == expected


@pytest.mark.parametrize("kind", KINDS)
def test_the_terms_hash_equals_eth_accounts(kind: str) -> None:
    expected, _ = by_eth_account("HedgeTerms", REACTOR_DOMAIN, plain(KINDS[kind].terms))
    assert terms_hash(KINDS[kind].terms) == expected


@pytest.mark.parametrize("kind", [name for name in KINDS if not name.startswith("standing")])
def test_a_one_shot_intent_is_signed_as_the_permit2_witness_permit_of_eth_account(kind: str) -> None:
    intent = KINDS[kind]
    permitted = [{"token": spend.token, "amount": spend.max_total} for spend in intent.spends]
    single = len(permitted) == 1
    message = {
        "permitted": permitted[0] if single else permitted,
        "spender": intent.info.reactor,
        "nonce": intent.info.nonce,
        "deadline": intent.info.deadline,
        "witness": plain(intent),
    }
    primary = "PermitWitnessTransferFrom" if single else "PermitBatchWitnessTransferFrom"
    struct, digest = by_eth_account(primary, PERMIT2_DOMAIN, message)
    assert "0x" + permit_hash(intent).hex() == struct
    assert signing_digest(intent, 1, make.PERMIT2) == digest


def test_a_standing_intent_is_signed_in_the_reactors_domain() -> None:
    intent = make.standing_hedge()
    _, digest = by_eth_account("HedgeIntent", REACTOR_DOMAIN, plain(intent))
    assert signing_digest(intent, 1, make.PERMIT2) == digest


@pytest.mark.parametrize("floors", [(), (5,), (1, 2**256 - 1)])
def test_the_cosignature_digest_equals_eth_accounts(floors: tuple[int, ...]) -> None:
    cosigned = make.cosignature(intent_hash(make.hedge()), floors=floors, caps=(7,))
    struct, digest = by_eth_account("Cosignature", REACTOR_DOMAIN, plain(cosigned))
    assert "0x" + cosignature_hash(cosigned).hex() == struct
    assert cosignature_digest(cosigned, 1, make.REACTOR) == digest


def test_the_auction_id_is_the_intent_hash_and_the_opening_block() -> None:
    own = intent_hash(make.hedge())
    assert auction_id(own, 258) == "0x" + keccak(bytes.fromhex(own[2:] + "0" * 61 + "102")).hex()


def test_the_witness_type_string_of_permit2_ends_with_token_permissions() -> None:
    assert type_string("PermitWitnessTransferFrom").endswith("TokenPermissions(address token,uint256 amount)")


def numbers(value: Any, name: str = "") -> Any:
    """The vectors write every integer as text; the API writes those of up to 64 bits as numbers."""
    if isinstance(value, dict):
        return {key: numbers(item, key) for key, item in value.items()}
    if isinstance(value, list):
        return [numbers(item) for item in value]
    beyond_64_bits = {camel(field) for field in _BEYOND_64_BITS}
    is_number = isinstance(value, str) and value.lstrip("-").isdigit()
    return int(value) if is_number and name and name not in beyond_64_bits else value


def test_hashes_equal_the_vectors_that_the_contracts_are_tested_with() -> None:
    vectors = json.loads(VECTORS.read_text())
    reactor, permit2 = (vectors[name]["verifyingContract"] for name in ("reactorDomain", "permit2Domain"))
    assert vectors["cases"]
    for case in vectors["cases"]:
        intent = decode_signed(json.dumps({"intent": numbers(case["message"]), "signature": "0x"}).encode()).intent
        assert intent_hash(intent) == case["intentHash"]
        assert terms_hash(intent.terms) == case["termsHash"]
        standing = intent.info.authorization == Authorization.STANDING
        expected = case["reactorDigest" if standing else "permitDigest"]
        assert "0x" + signing_digest(intent, 1, permit2).hex() == expected
        award = numbers(case["cosignature"])
        lists = {name: tuple(map(int, award.pop(name))) for name in ("spendCaps", "receiveFloors")}
        from_words: Any = Cosignature
        cosigned = from_words(*award.values(), lists["spendCaps"], lists["receiveFloors"])
        assert "0x" + cosignature_digest(cosigned, 1, reactor).hex() == case["cosignatureDigest"]
