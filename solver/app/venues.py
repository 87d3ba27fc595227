"""How the pools of each family are read: a new venue is one line here."""

from solver.adapters.venues.balancer_stable import BalancerStable
from solver.adapters.venues.balancer_weighted import BalancerWeighted
from solver.adapters.venues.stableswap import StableSwapPools
from solver.adapters.venues.uniswap_v2 import UniswapV2
from solver.adapters.venues.uniswap_v3 import UniswapV3
from solver.adapters.venues.uniswap_v4 import UniswapV4Pools
from solver.domain.route import Family
from solver.domain.universe import Universe
from solver.ports import Venue


def venues_of(universe: Universe) -> dict[Family, Venue]:
    """Every family that a universe may list."""
    return {
        Family.UNISWAP_V2: UniswapV2(),
        Family.UNISWAP_V3: UniswapV3(),
        Family.STABLESWAP: StableSwapPools(universe.tokens),
        Family.UNISWAP_V4: UniswapV4Pools(universe.contracts.weth),
        Family.BALANCER_WEIGHTED: BalancerWeighted(),
        Family.BALANCER_STABLE: BalancerStable(),
    }
