"""Names and amounts for a terminal. All of an auction is foreign text: nothing that is not plain print gets through."""

from collections.abc import Mapping
from decimal import Decimal, localcontext

from solver.adapters.auctions.cow.auction import CowAuction
from solver.domain.primitives import Address
from solver.domain.route import Family

_LONGEST_NAME, _LONGEST_LINE = 16, 240
_DIGITS = 8
_PRECISION = 340
"""Digits: enough for a word of the EVM with 255 decimals."""

KINDS: Mapping[Family, str] = {
    Family.UNISWAP_V2: "constant product",
    Family.UNISWAP_V3: "concentrated",
    Family.BALANCER_WEIGHTED: "weighted",
    Family.BALANCER_STABLE: "stable",
    Family.LIMIT_ORDER: "limit order",
}


def plain(text: str, most: int = _LONGEST_LINE) -> str:
    """Printable ASCII alone, everything else a question mark; cut to the length."""
    clean = "".join(letter if letter.isascii() and letter.isprintable() else "?" for letter in text[: most + 1])
    return clean if len(clean) <= most else f"{clean[: most - 3]}..."


def short(hexadecimal: str) -> str:
    """The ends of an address, a hash or a uid."""
    return f"{hexadecimal[:8]}..{hexadecimal[-4:]}"


def name(auction: CowAuction, token: Address) -> str:
    """The token's symbol, or the ends of its address where it has none worth showing."""
    known = auction.tokens.get(token)
    symbol = plain(known.symbol, _LONGEST_NAME).strip() if known is not None and known.symbol else ""
    return symbol or short(token)


def amount(auction: CowAuction, token: Address, units: int) -> str:
    """With the token's name; in units where the auction does not say how many decimals the token has."""
    known = auction.tokens.get(token)
    decimals = None if known is None else known.decimals
    if decimals is None:
        return f"{units:,} units of {name(auction, token)}"
    return f"{number(units, decimals)} {name(auction, token)}"


def number(units: int, decimals: int) -> str:
    """Units with that many decimals, to eight digits or all before the point."""
    with localcontext() as context:
        context.prec = _PRECISION
        value = Decimal(units).scaleb(-decimals)
        places = max(0, min(decimals, _DIGITS - 1 - (value.adjusted() if value else 0)))
        told = f"{value:,.{places}f}"
    return told.rstrip("0").rstrip(".") if "." in told else told


def figure(value: float | None) -> str:
    """A figure of a proof."""
    return "not known" if value is None else f"{value:.2g}"
