"""Write contracts/test/vectors/eip712.json: every kind of intent, its ABI encoding and its hashes made by eth-account.

    python contracts/script/eip712_vectors.py [--check]

`--check` writes nothing and fails if the file would change.
"""

import argparse
import json
from pathlib import Path

from eip712_kinds import KINDS, Message
from eth_abi.abi import encode
from eth_account.messages import SignableMessage, encode_typed_data
from eth_utils.abi import collapse_if_tuple
from eth_utils.crypto import keccak

TARGET = Path(__file__).resolve().parent.parent / "test" / "vectors" / "eip712.json"
CHAIN_ID = 1
REACTOR_DOMAIN = {
    "name": "HedgeReactor",
    "version": "1",
    "chainId": CHAIN_ID,
    "verifyingContract": "0x00000000000000000000000000000000000000a1",
}
PERMIT2_DOMAIN = {
    "name": "Permit2",
    "chainId": CHAIN_ID,
    "verifyingContract": "0x000000000022d473030f116ddee9f6b43ac78ba3",
}

STRUCTS = {
    "CosignPolicy": "address cosigner,uint32 maxExclusiveSeconds,uint16 maxOverrideBps",
    "GreekBand": "int128 targetE8,uint128 lowerWidthE8,uint128 upperWidthE8,uint8 unit",
    "HedgeIntent": "OrderInfo info,ResolverCall resolution,CosignPolicy cosign,Spend[] spends,Receive[] receives,"
    "HedgeTerms terms",
    "HedgeTerms": "address baseToken,address quoteToken,string underlying,OptionLeg[] legs,GreekBand delta,"
    "GreekBand gamma,GreekBand vega,uint128 spotRefE8,int64 carryE8,int128 initialHedgeE8,uint16 maxCostBps,"
    "uint32 urgency,uint16 maxParticipationBps,bytes32 venuePolicy,bytes32 benchmark",
    "OptionLeg": "string instrument,uint8 style,bool isCall,uint128 strikeE8,uint64 expiry,uint64 volE8,int128 sizeE8",
    "OrderInfo": "address reactor,address swapper,uint256 nonce,uint64 issuedAt,uint64 notBefore,uint64 deadline,"
    "uint8 authorization,uint8 rule,uint32 maxFills",
    "Receive": "uint8 standard,address token,uint256 minTotal,address recipient,bytes32 positionHash",
    "ResolverCall": "address resolver,bytes data",
    "Spend": "uint8 standard,address token,uint256 id,uint256 maxPerFill,uint256 maxTotal",
}
COSIGNATURE = {
    "Cosignature": "bytes32 intentHash,uint32 fillIndex,uint64 validUntil,uint64 decayStart,uint64 exclusiveUntil,"
    "address exclusiveFiller,uint16 overrideBps,uint256[] spendCaps,uint256[] receiveFloors",
}
PERMIT_TAIL = "address spender,uint256 nonce,uint256 deadline,HedgeIntent witness"
PERMITS = {
    "TokenPermissions": "address token,uint256 amount",
    "PermitWitnessTransferFrom": f"TokenPermissions permitted,{PERMIT_TAIL}",
    "PermitBatchWitnessTransferFrom": f"TokenPermissions[] permitted,{PERMIT_TAIL}",
}


def fields(struct: str) -> list[dict[str, str]]:
    """Members of a struct in the form that typed data wants them."""
    return [{"type": kind, "name": name} for kind, name in (member.split() for member in struct.split(","))]


def reachable(primary: str, structs: dict[str, str]) -> dict[str, list[dict[str, str]]]:
    """The primary type and the types it refers to; typed data must name no other."""
    found: dict[str, list[dict[str, str]]] = {}
    pending = [primary]
    while pending:
        name = pending.pop()
        if name in structs and name not in found:
            found[name] = fields(structs[name])
            pending += [member["type"].removesuffix("[]") for member in found[name]]
    return found


def signable(primary: str, structs: dict[str, str], domain: Message, message: Message) -> SignableMessage:
    """What a wallet signs, as eth-account reads it."""
    return encode_typed_data(
        full_message={
            "types": {**reachable(primary, structs), "EIP712Domain": domain_type(domain)},
            "primaryType": primary,
            "domain": domain,
            "message": message,
        },
    )


def domain_type(domain: Message) -> list[dict[str, str]]:
    """Types of the domain's own members, in the order EIP-712 gives them."""
    known = fields("string name,string version,uint256 chainId,address verifyingContract")
    return [member for member in known if member["name"] in domain]


def digest(signed: SignableMessage) -> str:
    """Keccak-256 of 0x19, version, domain separator and struct hash: what is signed."""
    return "0x" + keccak(b"\x19" + signed.version + signed.header + signed.body).hex()


def abi_type(name: str) -> str:
    """Tuple type of a struct; HedgeIntent is encoded without its terms, as a Fill carries it."""
    if name not in {**STRUCTS, **COSIGNATURE}:
        return name
    members = fields({**STRUCTS, **COSIGNATURE}[name])
    kinds = [member["type"] for member in members if (name, member["name"]) != ("HedgeIntent", "terms")]
    inner = ",".join(abi_type(kind.removesuffix("[]")) + ("[]" if kind.endswith("[]") else "") for kind in kinds)
    return collapse_if_tuple({"type": f"({inner})"})


def abi_value(name: str, value: object) -> object:
    """A message's value in the form that eth-abi encodes as abi_type(name)."""
    if isinstance(value, list):
        return [abi_value(name.removesuffix("[]"), item) for item in value]
    if isinstance(value, dict):
        members = fields({**STRUCTS, **COSIGNATURE}[name])
        return tuple(abi_value(m["type"], value[m["name"]]) for m in members if m["name"] != "terms")
    if isinstance(value, str) and name.startswith("bytes"):
        return bytes.fromhex(value.removeprefix("0x"))
    return value


def permit_of(intent: Message) -> tuple[str, Message]:
    """The Permit2 message of an intent: single for one spend, batch for more."""
    permitted = [{"token": spend["token"], "amount": spend["maxTotal"]} for spend in intent["spends"]]
    single = len(permitted) == 1
    message = {
        "permitted": permitted[0] if single else permitted,
        "spender": intent["info"]["reactor"],
        "nonce": intent["info"]["nonce"],
        "deadline": intent["info"]["deadline"],
        "witness": intent,
    }
    return "PermitWitnessTransferFrom" if single else "PermitBatchWitnessTransferFrom", message


def award_of(intent_hash: str, intent: Message) -> Message:
    """A cosignature that uses every field."""
    return {
        "intentHash": intent_hash,
        "fillIndex": intent["info"]["maxFills"] - 1,
        "validUntil": intent["info"]["deadline"],
        "decayStart": intent["info"]["notBefore"] + 12,
        "exclusiveUntil": intent["info"]["notBefore"] + 24,
        "exclusiveFiller": "0x00000000000000000000000000000000000000f1",
        "overrideBps": intent["cosign"]["maxOverrideBps"],
        "spendCaps": [spend["maxPerFill"] for spend in intent["spends"]],
        "receiveFloors": [receive["minTotal"] + 1 for receive in intent["receives"]],
    }


def vector(kind: str, intent: Message) -> Message:
    """One case: what is encoded, and every hash of it."""
    own = signable("HedgeIntent", STRUCTS, REACTOR_DOMAIN, intent)
    primary, permit = permit_of(intent)
    intent_hash = "0x" + own.body.hex()
    award = award_of(intent_hash, intent)
    terms = signable("HedgeTerms", STRUCTS, REACTOR_DOMAIN, intent["terms"])
    types = [abi_type(name) for name in ("HedgeIntent", "HedgeTerms", "Cosignature")]
    values = [
        abi_value("HedgeIntent", intent),
        abi_value("HedgeTerms", intent["terms"]),
        abi_value("Cosignature", award),
    ]
    return {
        "kind": kind,
        "message": intent,
        "cosignature": award,
        "encoded": "0x" + encode(types, values).hex(),
        "termsHash": "0x" + terms.body.hex(),
        "intentHash": intent_hash,
        "reactorDigest": digest(own),
        "permitDigest": digest(signable(primary, STRUCTS | PERMITS, PERMIT2_DOMAIN, permit)),
        "cosignatureDigest": digest(signable("Cosignature", COSIGNATURE, REACTOR_DOMAIN, award)),
    }


def amounts_as_text(value: object) -> object:
    """JSON numbers lose digits above 2**53 in many readers, so integers travel as decimal strings."""
    if isinstance(value, dict):
        return {key: amounts_as_text(item) for key, item in value.items()}
    if isinstance(value, list):
        return [amounts_as_text(item) for item in value]
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def main() -> None:
    """Write the vectors, or compare them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true")
    check = parser.parse_args().check
    cases = [amounts_as_text(vector(kind, intent)) for kind, intent in KINDS.items()]
    document = {"reactorDomain": amounts_as_text(REACTOR_DOMAIN), "permit2Domain": amounts_as_text(PERMIT2_DOMAIN)}
    text = json.dumps({**document, "cases": cases}, indent=1) + "\n"
    if check:
        raise SystemExit(0 if TARGET.read_text() == text else f"{TARGET.name} is not what eth-account computes")
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text(text)
    print(f"{len(cases)} cases")


if __name__ == "__main__":
    main()
