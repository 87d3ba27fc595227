"""The signed type as tables, in the form that eth-account hashes and the house's API writes."""

from typing import Any

Fields = list[dict[str, str]]

_HANDED_AS_TEXT = {"uint256", "uint128", "int128"}


def _fields(text: str) -> Fields:
    return [{"name": name, "type": kind} for kind, name in (field.split() for field in text.split(","))]


TYPES: dict[str, Fields] = {
    "OrderInfo": _fields(
        "address reactor, address swapper, uint256 nonce, uint64 issuedAt, uint64 notBefore, uint64 deadline,"
        "uint8 authorization, uint8 rule, uint32 maxFills"
    ),
    "ResolverCall": _fields("address resolver, bytes data"),
    "CosignPolicy": _fields("address cosigner, uint32 maxExclusiveSeconds, uint16 maxOverrideBps"),
    "Spend": _fields("uint8 standard, address token, uint256 id, uint256 maxPerFill, uint256 maxTotal"),
    "Receive": _fields("uint8 standard, address token, uint256 minTotal, address recipient, bytes32 positionHash"),
    "OptionLeg": _fields(
        "string instrument, uint8 style, bool isCall, uint128 strikeE8, uint64 expiry, uint64 volE8, int128 sizeE8"
    ),
    "GreekBand": _fields("int128 targetE8, uint128 lowerWidthE8, uint128 upperWidthE8, uint8 unit"),
    "HedgeTerms": _fields(
        "address baseToken, address quoteToken, string underlying, OptionLeg[] legs, GreekBand delta, GreekBand gamma,"
        "GreekBand vega, uint128 spotRefE8, int64 carryE8, int128 initialHedgeE8, uint16 maxCostBps, uint32 urgency,"
        "uint16 maxParticipationBps, bytes32 venuePolicy, bytes32 benchmark"
    ),
    "HedgeIntent": _fields(
        "OrderInfo info, ResolverCall resolution, CosignPolicy cosign, Spend[] spends, Receive[] receives,"
        "HedgeTerms terms"
    ),
    "TokenPermissions": _fields("address token, uint256 amount"),
    "PermitWitnessTransferFrom": _fields(
        "TokenPermissions permitted, address spender, uint256 nonce, uint256 deadline, HedgeIntent witness"
    ),
}


def to_plain(kind: str, value: Any, *, as_json: bool) -> Any:
    """A domain value as mappings by camelCase name; as_json writes what the API writes: hex and decimal texts."""
    if kind.endswith("[]"):
        return [to_plain(kind.removesuffix("[]"), item, as_json=as_json) for item in value]
    if kind in TYPES:
        names = [(field["name"], field["type"]) for field in TYPES[kind]]
        return {name: to_plain(inner, getattr(value, _snake(name)), as_json=as_json) for name, inner in names}
    if not as_json:
        return bytes.fromhex(value[2:]) if kind == "bytes32" else value
    if kind == "bytes":
        return "0x" + value.hex()
    return str(value) if kind in _HANDED_AS_TEXT else value


def _snake(name: str) -> str:
    return "".join("_" + letter.lower() if letter.isupper() else letter for letter in name)
