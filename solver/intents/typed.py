"""EIP-712 type strings of everything that is signed, and their hashes, computed once.

A type string names the primary type first and the types it refers to in alphabetical order.
"""

import re
from types import MappingProxyType
from typing import Final

from solver.intents.words import keccak

FIELDS: Final = MappingProxyType(
    {
        "CosignPolicy": "address cosigner,uint32 maxExclusiveSeconds,uint16 maxOverrideBps",
        "GreekBand": "int128 targetE8,uint128 lowerWidthE8,uint128 upperWidthE8,uint8 unit",
        "HedgeIntent": (
            "OrderInfo info,ResolverCall resolution,CosignPolicy cosign,Spend[] spends,Receive[] receives,"
            "HedgeTerms terms"
        ),
        "HedgeTerms": (
            "address baseToken,address quoteToken,string underlying,OptionLeg[] legs,GreekBand delta,GreekBand gamma,"
            "GreekBand vega,uint128 spotRefE8,int64 carryE8,int128 initialHedgeE8,uint16 maxCostBps,uint32 urgency,"
            "uint16 maxParticipationBps,bytes32 venuePolicy,bytes32 benchmark"
        ),
        "OptionLeg": (
            "string instrument,uint8 style,bool isCall,uint128 strikeE8,uint64 expiry,uint64 volE8,int128 sizeE8"
        ),
        "OrderInfo": (
            "address reactor,address swapper,uint256 nonce,uint64 issuedAt,uint64 notBefore,uint64 deadline,"
            "uint8 authorization,uint8 rule,uint32 maxFills"
        ),
        "Receive": "uint8 standard,address token,uint256 minTotal,address recipient,bytes32 positionHash",
        "ResolverCall": "address resolver,bytes data",
        "Spend": "uint8 standard,address token,uint256 id,uint256 maxPerFill,uint256 maxTotal",
        "TokenPermissions": "address token,uint256 amount",
        "PermitWitnessTransferFrom": (
            "TokenPermissions permitted,address spender,uint256 nonce,uint256 deadline,HedgeIntent witness"
        ),
        "PermitBatchWitnessTransferFrom": (
            "TokenPermissions[] permitted,address spender,uint256 nonce,uint256 deadline,HedgeIntent witness"
        ),
        "Cosignature": (
            "bytes32 intentHash,uint32 fillIndex,uint64 validUntil,uint64 decayStart,uint64 exclusiveUntil,"
            "address exclusiveFiller,uint16 overrideBps,uint256[] spendCaps,uint256[] receiveFloors"
        ),
    }
)

_NAME = re.compile(r"\w+")


def _references(name: str, found: set[str]) -> set[str]:
    for field in FIELDS[name].split(","):
        match = _NAME.match(field)
        if match and match[0] in FIELDS and match[0] not in found:
            found.add(match[0])
            _references(match[0], found)
    return found


def type_string(name: str) -> str:
    """EncodeType of EIP-712."""
    return "".join(f"{part}({FIELDS[part]})" for part in (name, *sorted(_references(name, set()) - {name})))


def _type_hash(name: str) -> bytes:
    return keccak(type_string(name).encode())


COSIGN_POLICY: Final = _type_hash("CosignPolicy")
GREEK_BAND: Final = _type_hash("GreekBand")
HEDGE_INTENT: Final = _type_hash("HedgeIntent")
HEDGE_TERMS: Final = _type_hash("HedgeTerms")
OPTION_LEG: Final = _type_hash("OptionLeg")
ORDER_INFO: Final = _type_hash("OrderInfo")
RECEIVE: Final = _type_hash("Receive")
RESOLVER_CALL: Final = _type_hash("ResolverCall")
SPEND: Final = _type_hash("Spend")
TOKEN_PERMISSIONS: Final = _type_hash("TokenPermissions")
PERMIT_SINGLE: Final = _type_hash("PermitWitnessTransferFrom")
PERMIT_BATCH: Final = _type_hash("PermitBatchWitnessTransferFrom")
COSIGNATURE: Final = _type_hash("Cosignature")
REACTOR_DOMAIN: Final = keccak(b"EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)")
PERMIT2_DOMAIN: Final = keccak(b"EIP712Domain(string name,uint256 chainId,address verifyingContract)")
