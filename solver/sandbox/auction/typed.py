"""EIP-712 hashing of what the house handles, written from the standard: structs as tables of (field, type).

hashStruct(s) = keccak256(typeHash ‖ encodeData(s)); typeHash = keccak256(the type's own text followed by the texts of
all types it refers to, sorted by name).
"""

from collections.abc import Mapping
from typing import Any

from eth_utils.crypto import keccak

from solver.domain.auction import Cosignature
from solver.domain.intent import HedgeIntent
from solver.domain.primitives import Address, Hash

Struct = tuple[tuple[str, str], ...]


def _fields(text: str) -> Struct:
    pairs = (field.split(" ") for field in text.split(","))
    return tuple((name, kind) for kind, name in pairs)


TYPES: Mapping[str, Struct] = {
    "OrderInfo": _fields(
        "address reactor,address swapper,uint256 nonce,uint64 issuedAt,uint64 notBefore,uint64 deadline"
        ",uint8 authorization,uint8 rule,uint32 maxFills"
    ),
    "ResolverCall": _fields("address resolver,bytes data"),
    "CosignPolicy": _fields("address cosigner,uint32 maxExclusiveSeconds,uint16 maxOverrideBps"),
    "Spend": _fields("uint8 standard,address token,uint256 id,uint256 maxPerFill,uint256 maxTotal"),
    "Receive": _fields("uint8 standard,address token,uint256 minTotal,address recipient,bytes32 positionHash"),
    "OptionLeg": _fields(
        "string instrument,uint8 style,bool isCall,uint128 strikeE8,uint64 expiry,uint64 volE8,int128 sizeE8"
    ),
    "GreekBand": _fields("int128 targetE8,uint128 lowerWidthE8,uint128 upperWidthE8,uint8 unit"),
    "HedgeTerms": _fields(
        "address baseToken,address quoteToken,string underlying,OptionLeg[] legs,GreekBand delta,GreekBand gamma"
        ",GreekBand vega,uint128 spotRefE8,int64 carryE8,int128 initialHedgeE8,uint16 maxCostBps,uint32 urgency"
        ",uint16 maxParticipationBps,bytes32 venuePolicy,bytes32 benchmark"
    ),
    "HedgeIntent": _fields(
        "OrderInfo info,ResolverCall resolution,CosignPolicy cosign,Spend[] spends,Receive[] receives,HedgeTerms terms"
    ),
    "Cosignature": _fields(
        "bytes32 intentHash,uint32 fillIndex,uint64 validUntil,uint64 decayStart,uint64 exclusiveUntil"
        ",address exclusiveFiller,uint16 overrideBps,uint256[] spendCaps,uint256[] receiveFloors"
    ),
    "EIP712Domain": _fields("string name,string version,uint256 chainId,address verifyingContract"),
}


def intent_hash(intent: HedgeIntent) -> Hash:
    """The intent's id."""
    return Hash("0x" + hash_struct("HedgeIntent", intent).hex())


def cosignature_digest(cosigned: Cosignature, chain_id: int, reactor: Address) -> bytes:
    """The 32 bytes the cosigner signs."""
    domain = {"name": "HedgeReactor", "version": "1", "chainId": chain_id, "verifyingContract": reactor}
    return keccak(b"\x19\x01" + hash_struct("EIP712Domain", domain) + hash_struct("Cosignature", cosigned))


def hash_struct(name: str, value: object) -> bytes:
    """Struct hash of a mapping by field name, or of a dataclass by the same names in snake case."""
    words = (_word(kind, _field(value, field)) for field, kind in TYPES[name])
    return keccak(_type_hash(name) + b"".join(words))


def _type_hash(name: str) -> bytes:
    order = [name, *sorted(_referred(name) - {name})]
    return keccak(text="".join(_text(each) for each in order))


def _referred(name: str) -> set[str]:
    found = {name}
    for _, kind in TYPES[name]:
        inner = kind.removesuffix("[]")
        if inner in TYPES:
            found |= _referred(inner)
    return found


def _text(name: str) -> str:
    return f"{name}({','.join(f'{kind} {field}' for field, kind in TYPES[name])})"


def _field(value: object, name: str) -> Any:
    if isinstance(value, Mapping):
        return value[name]
    snake = "".join("_" + letter.lower() if letter.isupper() else letter for letter in name)
    return getattr(value, snake)


def _word(kind: str, value: Any) -> bytes:
    if kind.endswith("[]"):
        return keccak(b"".join(_word(kind.removesuffix("[]"), item) for item in value))
    if kind in TYPES:
        return hash_struct(kind, value)
    match kind:
        case "string":
            return keccak(text=value)
        case "bytes":
            return keccak(value)
        case "address" | "bytes32":
            return bytes.fromhex(value[2:]).rjust(32, b"\0")
        case _:
            return (int(value) % (1 << 256)).to_bytes(32, "big")
