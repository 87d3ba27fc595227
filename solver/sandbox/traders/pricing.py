"""From a draft to amounts: what the trade is, its worth on the best single path, where its decay begins and ends."""

from dataclasses import dataclass

from solver.domain.auction import Side
from solver.domain.primitives import Address
from solver.sandbox.traders.draw import Draft, Kind
from solver.sandbox.traders.market import Head, Market, Token
from solver.sandbox.traders.position import E8, Position, position_for

_BPS = 10_000
_UNREACHABLE_BPS = 500
_MOST_IMPACT_BPS = 120
_PROBE = 1000
_SETTLEMENT_GAS = 600_000
_TIP_WEI = 3 * 10**9
_SMALLEST_USD = 500


@dataclass(frozen=True, slots=True)
class Priced:
    """A trade with its decay: start and end of what is spent and received, in units of their tokens."""

    sell: Token
    buy: Token
    spend: tuple[int, int]
    receive: tuple[int, int]
    position: Position
    spot_e8: int


class Untradable(Exception):
    """No path trades what the draft wants."""


class Pricer:
    """Prices drafts at one block."""

    def __init__(self, market: Market) -> None:
        self._market = market

    async def price(self, draft: Draft, trader: Address, head: Head) -> Priced:
        """Sized so that the trader can pay and no path is strained; raises Untradable."""
        spot_e8 = await self._market.spot_e8(draft.underlying, head.number)
        base, quote = self._market.base(draft.underlying), self._market.token(draft.quote)
        sell, buy = (quote, base) if draft.buys_base else (base, quote)
        balance = await self._market.balance(sell.address, trader, head.number)
        notional_usd = min(draft.notional_usd, _affordable_usd(balance, sell, base, spot_e8))
        while notional_usd >= _SMALLEST_USD:
            position = position_for(
                draft.underlying, draft.legs, _signed(draft, notional_usd, spot_e8), spot_e8, head.timestamp
            )
            fixed = _fixed_units(draft, abs(position.delta_e8), base, quote, spot_e8)
            quoted = await self._bearable(draft.side, sell, buy, fixed, head.number)
            if quoted is not None:
                quoted = _sober(draft, quoted, _at_spot(draft, fixed, base, quote, spot_e8))
                gas = await self._gas(sell if draft.side is Side.EXACT_OUT else buy, head)
                return _priced(
                    draft, sell, buy, fixed=fixed, quoted=quoted, gas=gas, position=position, spot_e8=spot_e8
                )
            notional_usd //= 2
        raise Untradable(f"{draft.underlying} against {draft.quote}")

    async def _bearable(self, side: Side, sell: Token, buy: Token, fixed: int, block: int) -> int | None:
        """The quote, where its price is near that of a thousandth of the size."""
        quoted, probe = await self._quote(side, sell, buy, fixed, block), fixed // _PROBE
        small = await self._quote(side, sell, buy, probe, block) if probe else None
        if quoted is None or small is None:
            return None
        worse, better = (small * _PROBE, quoted) if side is Side.EXACT_IN else (quoted, small * _PROBE)
        return quoted if worse * _BPS <= better * (_BPS + _MOST_IMPACT_BPS) else None

    async def _quote(self, side: Side, sell: Token, buy: Token, fixed: int, block: int) -> int | None:
        quoter = self._market.quoter
        if side is Side.EXACT_IN:
            return await quoter.receive_for(sell.address, buy.address, fixed, block)
        return await quoter.spend_for(sell.address, buy.address, fixed, block)

    async def _gas(self, token: Token, head: Head) -> int:
        """What a settlement's gas costs, in units of the token that decays."""
        wei = _SETTLEMENT_GAS * (head.base_fee_wei * 5 // 4 + _TIP_WEI)
        weth = self._market.base("ETH")
        if token == weth:
            return wei
        worth = await self._market.quoter.receive_for(weth.address, token.address, wei, head.number)
        return worth or 0


def _signed(draft: Draft, notional_usd: int, spot_e8: int) -> int:
    """Base to buy (positive) or to sell, in 1e8."""
    units = notional_usd * E8 * E8 // spot_e8
    return units if draft.buys_base else -units


def _affordable_usd(balance: int, sell: Token, base: Token, spot_e8: int) -> int:
    """Nine tenths of the balance; a quote token is a dollar."""
    whole_e8 = balance * E8 // _one(sell)
    dollars = whole_e8 * spot_e8 // E8 // E8 if sell == base else whole_e8 // E8
    return dollars * 9 // 10


def _one(token: Token) -> int:
    return int(10**token.decimals)


def _fixed_units(draft: Draft, base_e8: int, base: Token, quote: Token, spot_e8: int) -> int:
    """The fixed side: the base that the delta asks for, or its worth at spot where the quote side is fixed."""
    fixes_base = draft.buys_base == (draft.side is Side.EXACT_OUT)
    if fixes_base:
        return base_e8 * _one(base) // E8
    return base_e8 * spot_e8 * _one(quote) // (E8 * E8)


def _at_spot(draft: Draft, fixed: int, base: Token, quote: Token, spot_e8: int) -> int:
    """Worth of the fixed side in the other token, by the feed."""
    fixes_base = draft.buys_base == (draft.side is Side.EXACT_OUT)
    if fixes_base:
        return fixed * spot_e8 * _one(quote) // (E8 * _one(base))
    return fixed * E8 * _one(base) // (spot_e8 * _one(quote))


def _sober(draft: Draft, quoted: int, at_spot: int) -> int:
    """No better than the feed: a pool that stands off for a block is no price to insist on."""
    return min(quoted, at_spot) if draft.side is Side.EXACT_IN else max(quoted, at_spot)


def _priced(
    draft: Draft, sell: Token, buy: Token, *, fixed: int, quoted: int, gas: int, position: Position, spot_e8: int
) -> Priced:
    """The decay behind (quoted - gas) for a receive, behind (quoted + gas) for a spend."""
    start_bps, end_bps = draft.start_bps, draft.end_bps
    if draft.kind is Kind.UNREACHABLE:
        start_bps, end_bps, gas = -_UNREACHABLE_BPS - (end_bps - start_bps), -_UNREACHABLE_BPS, 0
    if draft.side is Side.EXACT_IN:
        net = quoted - gas
        receive = (net * (_BPS - start_bps) // _BPS, net * (_BPS - end_bps) // _BPS)
        return Priced(sell, buy, (fixed, fixed), receive, position, spot_e8)
    net = quoted + gas
    spend = (net * (_BPS + start_bps) // _BPS, net * (_BPS + end_bps) // _BPS)
    return Priced(sell, buy, spend, (fixed, fixed), position, spot_e8)
