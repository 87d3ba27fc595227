"""All markets of a problem in convex form, in the order's units: 1.0 of a token is what the order is worth in it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import permutations

import numpy as np
from numpy.typing import NDArray

from solver.domain.primitives import Address
from solver.markets.concentrated_liquidity import ConcentratedLiquidity
from solver.markets.concentrated_liquidity import convex as concentrated
from solver.markets.constant_product import ConstantProduct
from solver.markets.constant_product import convex as constant
from solver.markets.shapes import Piece
from solver.markets.stable_swap import StableSwap
from solver.markets.stable_swap.convex import StableCurve, curve
from solver.optimizer.paths import Edge, network
from solver.optimizer.problem import RouteProblem

Floats = NDArray[np.float64]
Places = NDArray[np.int64]

_SANE = (1e-3, 1e5)


@dataclass(frozen=True, slots=True, eq=False)
class Pieces:
    """Parallel arrays of hyperbolas; begin: input that earlier pieces of the same edge take before this one.

    edge: place in edges; token_in, token_out: places in Forms.tokens
    """

    edges: tuple[Edge, ...]
    edge: Places
    token_in: Places
    token_out: Places
    reserve_in: Floats
    reserve_out: Floats
    keep: Floats
    capacity: Floats
    begin: Floats

    def only(self, mask: NDArray[np.bool_]) -> "Pieces":
        """Those of the mask."""
        return Pieces(
            self.edges,
            self.edge[mask],
            self.token_in[mask],
            self.token_out[mask],
            self.reserve_in[mask],
            self.reserve_out[mask],
            self.keep[mask],
            self.capacity[mask],
            self.begin[mask],
        )

    def pays(self, spent: Floats) -> Floats:
        """Output of each piece."""
        kept = self.keep * spent
        return self.reserve_out * kept / (self.reserve_in + kept)


@dataclass(frozen=True, slots=True)
class StableForm:
    """A stable pool: curve in the order's units; tokens: each coin's place in Forms.tokens, None where of no use."""

    market: int
    curve: StableCurve
    tokens: tuple[int | None, ...]
    can_add: tuple[bool, ...]
    can_take: tuple[bool, ...]

    def ways(self) -> tuple[tuple[int, int], ...]:
        """Pairs of coins, in and out."""
        return tuple(
            (i, j) for i, j in permutations(range(len(self.tokens)), 2) if self.can_add[i] and self.can_take[j]
        )

    def only(self, edges: frozenset[Edge], tokens: tuple[Address, ...]) -> "StableForm":
        """Coins that one of the edges adds or takes."""
        own = [e for e in edges if e.market == self.market]
        adds, takes = {e.token_in for e in own}, {e.token_out for e in own}
        names = [None if t is None else tokens[t] for t in self.tokens]
        return replace(
            self,
            can_add=tuple(can and name in adds for can, name in zip(self.can_add, names, strict=True)),
            can_take=tuple(can and name in takes for can, name in zip(self.can_take, names, strict=True)),
        )


@dataclass(frozen=True, slots=True, eq=False)
class Forms:
    """scale: units of each token that make 1.0; sell, buy: places in tokens; amount: the order, in its token's unit."""

    tokens: tuple[Address, ...]
    scale: Floats
    sell: int
    buy: int
    amount: float
    exact_in: bool
    pieces: Pieces
    stables: tuple[StableForm, ...]

    def edges(self) -> frozenset[Edge]:
        """All that can carry a flow."""
        coins = ((form, form.tokens[i], form.tokens[j]) for form in self.stables for i, j in form.ways())
        stable = {
            Edge(f.market, self.tokens[i], self.tokens[j]) for f, i, j in coins if i is not None and j is not None
        }
        return frozenset(self.pieces.edges) | stable

    def only(self, edges: frozenset[Edge]) -> "Forms":
        """The same order over these edges alone; a stable pool keeps the coins that one of its edges adds or takes."""
        kept = np.array([edge in edges for edge in self.pieces.edges], dtype=bool)
        stables = tuple(form.only(edges, self.tokens) for form in self.stables)
        return replace(
            self,
            pieces=self.pieces.only(kept[self.pieces.edge]),
            stables=tuple(form for form in stables if any(form.can_add) and any(form.can_take)),
        )

    def reachable(self, reach: float, least: float) -> "Forms":
        """Without pieces that begin beyond reach times the order or could pay less than a share `least` of it.

        Nor with prices no sane pool has, beside what the order fetches elsewhere: they only spoil the numbers.
        """
        p = self.pieces
        price = p.keep * p.reserve_out / p.reserve_in
        kept = (p.begin < reach) & (p.reserve_out > least) & (price > _SANE[0]) & (price < _SANE[1])
        return replace(self, pieces=p.only(kept))


def forms(problem: RouteProblem, scales: dict[Address, float]) -> Forms:
    """Every known part of every market between tokens that have a scale."""
    tokens = tuple(sorted(scales))
    place = {token: i for i, token in enumerate(tokens)}
    fixed = problem.sell_token if problem.exact_in else problem.buy_token
    return Forms(
        tokens=tokens,
        scale=np.array([scales[token] for token in tokens]),
        sell=place[problem.sell_token],
        buy=place[problem.buy_token],
        amount=problem.amount / scales[fixed],
        exact_in=problem.exact_in,
        pieces=_pieces(problem, scales, place),
        stables=tuple(_stables(problem, scales, place)),
    )


def _pieces(problem: RouteProblem, scales: dict[Address, float], place: dict[Address, int]) -> Pieces:
    edges: list[Edge] = []
    rows = []
    for edge, found in _hyperbolas(problem, place):
        unit_in, unit_out, begin = scales[edge.token_in], scales[edge.token_out], 0.0
        for p in found:
            capacity = p.capacity / unit_in
            rows.append(
                (
                    len(edges),
                    place[edge.token_in],
                    place[edge.token_out],
                    p.reserve_in / unit_in,
                    p.reserve_out / unit_out,
                    p.keep,
                    capacity,
                    begin,
                )
            )
            begin += capacity
        edges.append(edge)
    table = np.array(rows, dtype=np.float64).reshape(len(rows), 8)
    edge, token_in, token_out = table[:, :3].astype(np.int64).T
    reserve_in, reserve_out, keep, capacity, begin = table[:, 3:].T
    return Pieces(tuple(edges), edge, token_in, token_out, reserve_in, reserve_out, keep, capacity, begin)


def _hyperbolas(problem: RouteProblem, place: dict[Address, int]) -> Iterator[tuple[Edge, tuple[Piece, ...]]]:
    for edges in network(problem).leaving.values():
        for edge in edges:
            if edge.token_in not in place or edge.token_out not in place:
                continue
            market = problem.markets[edge.market]
            if isinstance(market, ConstantProduct):
                yield edge, constant.pieces(market, edge.token_in, edge.token_out)
            elif isinstance(market, ConcentratedLiquidity):
                yield edge, concentrated.pieces(market, edge.token_in, edge.token_out)


def _stables(problem: RouteProblem, scales: dict[Address, float], place: dict[Address, int]) -> Iterator[StableForm]:
    for number, market in enumerate(problem.markets):
        found = curve(market) if isinstance(market, StableSwap) else None
        known = [token in place for token in market.tokens]
        if found is None or sum(known) < 2:  # noqa: PLR2004 (a trade has two sides)
            continue
        balances = tuple(b / scales.get(t, 1.0) for b, t in zip(found.balances, market.tokens, strict=True))
        yield StableForm(
            market=number,
            curve=StableCurve(balances, found.shares, found.keep),
            tokens=tuple(place.get(token) for token in market.tokens),
            can_add=tuple(k and t != problem.buy_token for k, t in zip(known, market.tokens, strict=True)),
            can_take=tuple(k and t != problem.sell_token for k, t in zip(known, market.tokens, strict=True)),
        )
