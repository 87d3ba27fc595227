"""What the lens returns of Balancer's pools becomes a market, or is refused."""

import pytest
from eth_abi.abi import encode

from solver.adapters.venues.balancer_stable import BalancerStable
from solver.adapters.venues.balancer_weighted import BalancerWeighted
from solver.domain.primitives import address
from solver.domain.universe import PoolRef
from solver.markets.composable_stable import ComposableStable
from solver.markets.market import Market
from solver.markets.weighted import WeightedPool
from solver.ports import Venue
from solver.testing.markets import DAI, USDC, WETH, composable_stable, weighted

SHARES = 1 << 111
"""Of its own that a stable pool mints into the Vault."""


def _ref(market: Market) -> PoolRef:
    return PoolRef(market.family, address(market.pool), market.tokens, 0)


def _weighted_state(market: WeightedPool, *, paused: bool = False) -> bytes:
    fields = (
        bytes.fromhex(market.pool_id[2:]),
        market.tokens,
        market.balances,
        market.weights_e18,
        market.scales_e18,
        market.fee_e18,
        paused,
    )
    return encode(["(bytes32,address[],uint256[],uint256[],uint256[],uint256,bool)"], [fields])


def _stable_state(market: ComposableStable, own: int, *, paused: bool = False) -> bytes:
    def listed(values: tuple[object, ...], of_the_pool: object) -> tuple[object, ...]:
        return (*values[:own], of_the_pool, *values[own:])

    fields = (
        bytes.fromhex(market.pool_id[2:]),
        listed(market.tokens, market.pool),
        listed(market.balances, SHARES),
        listed(market.scales_e18, 10**18),
        own,
        market.amplification,
        market.fee_e18,
        paused,
    )
    return encode(["(bytes32,address[],uint256[],uint256[],uint256,uint256,uint256,bool)"], [fields])


def test_a_weighted_pool_tells_everything_itself() -> None:
    market = weighted({DAI: 10**24, USDC: 10**12, WETH: 10**21}, (30, 30, 40), decimals=(18, 6, 18))
    assert BalancerWeighted().read(_ref(market), _weighted_state(market)) == market


@pytest.mark.parametrize("own", [0, 1, 3])
def test_a_stable_pools_own_shares_are_left_out_wherever_the_vault_lists_them(own: int) -> None:
    market = composable_stable(rates_e18=(10**18, 11 * 10**17, 12 * 10**17))
    assert BalancerStable().read(_ref(market), _stable_state(market, own)) == market


def test_a_paused_pool_is_no_market() -> None:
    one, other = weighted(), composable_stable()
    with pytest.raises(ValueError, match="paused"):
        BalancerWeighted().read(_ref(one), _weighted_state(one, paused=True))
    with pytest.raises(ValueError, match="paused"):
        BalancerStable().read(_ref(other), _stable_state(other, 1, paused=True))


def test_tokens_that_the_universe_does_not_list_for_the_pool_are_refused() -> None:
    one, other = weighted(), composable_stable()
    listed = PoolRef(one.family, address(one.pool), (DAI, WETH), 0)
    with pytest.raises(ValueError, match="trades"):
        BalancerWeighted().read(listed, _weighted_state(one))
    with pytest.raises(ValueError, match="trades"):
        BalancerStable().read(PoolRef(other.family, address(other.pool), (DAI, USDC), 0), _stable_state(other, 0))


@pytest.mark.parametrize("venue", [BalancerWeighted(), BalancerStable()])
@pytest.mark.parametrize("state", [b"", b"\xff" * 40, b"\xff" * 320, bytes((1 << 20) + 1)])
def test_bytes_that_are_no_state_are_refused(venue: Venue, state: bytes) -> None:
    with pytest.raises(ValueError, match=r"state|not a"):
        venue.read(_ref(weighted()), state)
