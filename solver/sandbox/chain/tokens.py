"""The five tokens of the twin and what they are worth when it begins."""

from dataclasses import dataclass
from decimal import Decimal

from solver.domain.primitives import Address
from solver.sandbox.chain import addresses as at


@dataclass(frozen=True, slots=True)
class SandboxAsset:
    """A token; genesis_usd is the whole token's price at genesis, in whole dollars."""

    address: Address
    symbol: str
    name: str
    decimals: int
    genesis_usd: int

    @property
    def one(self) -> int:
        """Units of one whole token."""
        return int(10**self.decimals)

    def units(self, whole: Decimal | int) -> int:
        """Whole tokens in the token's units, rounded down."""
        return int(Decimal(whole).scaleb(self.decimals))


WETH = SandboxAsset(at.WETH, "WETH", "Wrapped Ether", 18, 2_500)
USDC = SandboxAsset(at.USDC, "USDC", "USD Coin", 6, 1)
USDT = SandboxAsset(at.USDT, "USDT", "Tether USD", 6, 1)
DAI = SandboxAsset(at.DAI, "DAI", "Dai Stablecoin", 18, 1)
WBTC = SandboxAsset(at.WBTC, "WBTC", "Wrapped BTC", 8, 100_000)

ASSETS = (WETH, USDC, USDT, DAI, WBTC)


def asset_at(address: Address) -> SandboxAsset:
    """The asset of a token address; raises KeyError for any other."""
    return {asset.address: asset for asset in ASSETS}[address]


def in_pool_order(a: SandboxAsset, b: SandboxAsset) -> tuple[SandboxAsset, SandboxAsset]:
    """The pair as Uniswap sorts it: by address."""
    return (a, b) if int(a.address, 16) < int(b.address, 16) else (b, a)
