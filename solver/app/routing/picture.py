"""Solutions as pictures: which share of what is traded takes which way."""

from pathlib import Path

from solver.adapters.auctions.cow.auction import CowAuction
from solver.adapters.auctions.cow.endings import Ending
from solver.adapters.auctions.cow.solution import Solution
from solver.app.drawing import Picture, Ribbon, route_html, route_svg
from solver.app.routing.words import KINDS, amount, name
from solver.domain.primitives import Address


def draw(auction: CowAuction, ending: Ending, path: Path) -> None:
    """Write every solution into one file, SVG or HTML by its suffix. Raises OSError."""
    pictures = [
        Picture(_title(auction, number, one.solution), ribbons(auction, one.solution))
        for number, one in enumerate(ending.solved)
    ]
    tokens = {token for picture in pictures for r in picture.ribbons for token in (r.token_in, r.token_out)}
    svg = route_svg(pictures, {token: name(auction, token) for token in tokens})
    title = f"Auction {auction.auction_id or 'without number'}"
    path.write_text(route_html(svg, title) if path.suffix.lower() == ".html" else svg, encoding="utf-8")


def ribbons(auction: CowAuction, solution: Solution) -> tuple[Ribbon, ...]:
    """One for each hop. Its share is that of all that is sold, by worth at the clearing prices, which it carries."""
    held: dict[Address, tuple[int, float]] = {}
    worth = [trade.sold * solution.prices[trade.order.sell_token] for trade in solution.trades]
    for trade, part in zip(solution.trades, worth, strict=True):
        _put(held, trade.order.sell_token, trade.sold, part / sum(worth))
    found = []
    for hop in solution.hops:
        units, share = held[hop.token_in]
        moved = share * (hop.amount_in / units)
        held[hop.token_in] = units - hop.amount_in, share - moved
        _put(held, hop.token_out, hop.amount_out, moved)
        label = f"{amount(auction, hop.token_in, hop.amount_in)}"
        found.append(Ribbon(hop.token_in, hop.token_out, moved, label, KINDS[hop.family]))
    return tuple(found)


def _put(held: dict[Address, tuple[int, float]], token: Address, units: int, share: float) -> None:
    before, part = held.get(token, (0, 0.0))
    held[token] = before + units, part + share


def _title(auction: CowAuction, number: int, solution: Solution) -> str:
    ends = ((t.order.sell_token, t.sold, t.order.buy_token, t.bought) for t in solution.trades)
    told = (f"{amount(auction, sell, sold)} for {amount(auction, buy, bought)}" for sell, sold, buy, bought in ends)
    return f"Solution {number}: {', '.join(told)}"
