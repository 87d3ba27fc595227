"""From a plan and one block's markets to a route, its yardstick, and what gas costs in the token that matters."""

import asyncio
from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction

from solver.bundles.fees import Fees, gas_cost_wei
from solver.domain.auction import Side
from solver.domain.chain import BlockRef
from solver.domain.ending import Declined, Reason
from solver.domain.hedge import HedgePlan
from solver.domain.primitives import Address, Hash
from solver.domain.route import Route
from solver.intents.words import keccak, to_hash
from solver.markets.market import Market
from solver.optimizer.answer import NoRoute
from solver.optimizer.arbitraged import arbitraged
from solver.optimizer.problem import RouteProblem
from solver.optimizer.route import Kind, prepare, route
from solver.pipeline.solver import Solver

_PROBE_WEI = 10**17
"""Large enough that six decimals still price it to a part in a million, small enough to move no pool."""

_PROBE_HOPS = 2
_WHOLE_BPS = 10_000


def state_hash(markets: Iterable[Market]) -> Hash:
    """Names the states that were solved on: equal states, equal hash, in any order."""
    return to_hash(keccak("\n".join(sorted(repr(market) for market in markets)).encode()))


def problem(plan: HedgePlan, markets: tuple[Market, ...], gas_price_units: Fraction) -> RouteProblem:
    """The plan as the optimizer takes it."""
    pair = (plan.sell_token, plan.buy_token)
    return RouteProblem(markets, *pair, plan.side, plan.amount, gas_price_units)


def gas_price_units(
    plan: HedgePlan, markets: tuple[Market, ...], weth: Address, fees: Fees, block: BlockRef
) -> Fraction | NoRoute:
    """What one gas costs at worst in units of the objective token, at the best quote for a little WETH."""
    objective = plan.buy_token if plan.side is Side.EXACT_IN else plan.sell_token
    wei = gas_cost_wei(1, fees, block.base_fee_wei)
    if objective == weth:
        return Fraction(wei)
    probe = RouteProblem(markets, weth, objective, Side.EXACT_IN, _PROBE_WEI, Fraction(0), _PROBE_HOPS)
    found = route(probe, "single-path")
    return found if isinstance(found, NoRoute) else Fraction(wei * found.amount_out, _PROBE_WEI)


async def routed_once_arbitraged(solver: Solver, asked: RouteProblem) -> Route | NoRoute:
    """What the same order would get if arbitrageurs came before it."""
    left = await asyncio.to_thread(arbitraged, asked.markets)
    return await routed(solver, replace(asked, markets=left), solver.settings.router)


def bearable(route: Route, lasting: Route, loss_bps: int) -> Route:
    """The route with amounts we can promise: no better than the lasting route's by more than the vault would bear."""
    if route.side is Side.EXACT_IN:
        most = lasting.amount_out * (_WHOLE_BPS + loss_bps) // _WHOLE_BPS
        return replace(route, amount_out=min(route.amount_out, most))
    least = -(-lasting.amount_in * (_WHOLE_BPS - loss_bps) // _WHOLE_BPS)
    return replace(route, amount_in=max(route.amount_in, least))


def after(markets: tuple[Market, ...], routes: Iterable[Route]) -> tuple[Market, ...]:
    """The markets once these routes have been through them, in order."""
    by_pool = {market.pool: market for market in markets}
    for hop in (hop for found in routes for hop in found.hops):
        _, by_pool[hop.pool] = by_pool[hop.pool].swap(hop.token_in, hop.token_out, hop.amount_in)
    return tuple(by_pool.values())


def no_route(found: NoRoute, when: str = "") -> Declined:
    """The ending of an intent that these markets do not fill. when: if not as they are."""
    return Declined(Reason.NO_ROUTE, f"{when}{found.reason.value}: {found.detail}")


async def warmed(kind: Kind) -> None:
    """Load what the first solve of this kind would otherwise wait for, seconds of it."""
    await asyncio.to_thread(prepare, kind)


async def routed(solver: Solver, asked: RouteProblem, kind: Kind) -> Route | NoRoute:
    """Solve in a thread, one problem at a time, so that the event loop stays alive."""
    async with solver.solving:
        return await asyncio.to_thread(route, asked, kind)
