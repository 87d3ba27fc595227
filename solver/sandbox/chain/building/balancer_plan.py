"""Which Balancer pools the twin has, how deep, and how far off the reference price they begin."""

from dataclasses import dataclass
from decimal import Decimal
from random import Random

from solver.sandbox.chain.tokens import DAI, USDC, USDT, WBTC, WETH, SandboxAsset

PPM = 10**6
ONE = 10**18
_PERCENT = ONE // 100
_OFFSET_SHARE_PERCENT = 60


@dataclass(frozen=True, slots=True)
class WeightedPlan:
    """A weighted pool, its tokens by address; amounts: units of each."""

    tokens: tuple[SandboxAsset, ...]
    weights_e18: tuple[int, ...]
    amounts: tuple[int, ...]
    fee_e18: int


@dataclass(frozen=True, slots=True)
class StablePlan:
    """A composable stable pool, its tokens by address; amplification without the contract's three decimals."""

    tokens: tuple[SandboxAsset, ...]
    amounts: tuple[int, ...]
    amplification: int
    fee_e18: int


@dataclass(frozen=True, slots=True)
class BalancerPlan:
    """All of them, in the order in which their factories make them."""

    weighted: tuple[WeightedPlan, ...]
    stable: tuple[StablePlan, ...]

    @property
    def pools(self) -> tuple[WeightedPlan | StablePlan, ...]:
        """Weighted ones first."""
        return (*self.weighted, *self.stable)


_WEIGHTED = (
    ({WETH: 80, DAI: 20}, 6_000_000, 3_000), ({WBTC: 40, WETH: 35, USDC: 25}, 8_000_000, 2_000),
)  # fmt: skip
_STABLE = (({DAI: 4_300_000, USDC: 4_000_000, USDT: 4_100_000}, 800, 100),)


def plan_balancer(seed: int) -> BalancerPlan:
    """The same plan for the same seed, on every machine."""
    rng = Random(f"balancer:{seed}")
    return BalancerPlan(
        weighted=tuple(_weighted(rng, percents, usd, fee_pips) for percents, usd, fee_pips in _WEIGHTED),
        stable=tuple(_stable(whole, a, fee_pips) for whole, a, fee_pips in _STABLE),
    )


def _weighted(rng: Random, percents: dict[SandboxAsset, int], tvl_usd: int, fee_pips: int) -> WeightedPlan:
    """Each token's value in proportion to its weight, so that prices are the reference's, but for an offset."""
    tokens = _by_address(percents)
    reach = fee_pips * _OFFSET_SHARE_PERCENT // 100 // 2  # two tokens' offsets make one price's
    return WeightedPlan(
        tokens=tokens,
        weights_e18=tuple(percents[token] * _PERCENT for token in tokens),
        amounts=tuple(
            token.units(
                Decimal(tvl_usd * percents[token] * (PPM + rng.randint(-reach, reach)))
                / (100 * PPM * token.genesis_usd)
            )
            for token in tokens
        ),
        fee_e18=fee_pips * ONE // PPM,
    )


def _stable(whole: dict[SandboxAsset, int], amplification: int, fee_pips: int) -> StablePlan:
    tokens = _by_address(whole)
    amounts = tuple(token.units(whole[token]) for token in tokens)
    return StablePlan(tokens, amounts, amplification, fee_pips * ONE // PPM)


def _by_address(tokens: dict[SandboxAsset, int]) -> tuple[SandboxAsset, ...]:
    return tuple(sorted(tokens, key=lambda token: int(token.address, 16)))
