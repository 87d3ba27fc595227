"""What stands at mainnet's addresses: tokens, Multicall3, Permit2, Uniswap, Safe, 3pool and the price feeds."""

from pathlib import Path

from eth_abi.abi import encode

from solver.domain.primitives import ZERO_ADDRESS, Address
from solver.sandbox.chain import addresses as at
from solver.sandbox.chain.abi import calldata
from solver.sandbox.chain.artifacts import ours, third_party
from solver.sandbox.chain.building.balancer import place_vault
from solver.sandbox.chain.building.site import UNLIMITED, Placement, Site
from solver.sandbox.chain.building.v4 import place_v4
from solver.sandbox.chain.keys import address_of, roles
from solver.sandbox.chain.tokens import DAI, USDC, USDT, WBTC, WETH

_FEED_DECIMALS = 8
_AMPLIFICATION = 2000
_THREE_POOL_FEE_E10 = 1_000_000  # 1 bp
_ONE_BP_FEE_PIPS = 100


def place_contracts(site: Site, root: Path) -> None:
    """Place and initialise all of it."""
    site.place([*_tokens(site, root), *_commons(site, root), *_uniswap(site, root), *_safe(site, root)])
    site.place([_usdc_proxy(root), *_three_pool(site, root), *_feeds(site, root)])
    place_vault(site, root)
    place_v4(site, root)
    if at.USDC in site.fresh:
        _initialise_usdc(site)
    if at.V3_FACTORY in site.fresh:  # mainnet's governance added the 1 bp tier after deployment
        site.send(site.deployer, at.V3_FACTORY, calldata("enableFeeAmount(uint24,int24)", _ONE_BP_FEE_PIPS, 1))
    site.seal()


def _tokens(site: Site, root: Path) -> list[Placement]:
    yields_nothing, standard = ours(root, "NoReturnToken"), ours(root, "SandboxToken")
    own = [(USDT, yields_nothing), (DAI, standard), (WBTC, standard)]
    return [
        Placement(WETH.address, third_party(root, "WETH9"), site.deployer),
        Placement(at.USDC_IMPLEMENTATION, third_party(root, "FiatTokenV2_1"), site.deployer),
    ] + [
        Placement(
            token.address,
            creation
            + encode(
                ["string", "string", "uint8", "address"], [token.name, token.symbol, token.decimals, site.deployer]
            ),
            site.deployer,
        )
        for token, creation in own
    ]


def _commons(site: Site, root: Path) -> list[Placement]:
    return [
        Placement(at.MULTICALL3, third_party(root, "Multicall3"), site.deployer),
        Placement(at.PERMIT2, third_party(root, "Permit2"), site.deployer),
    ]


def _uniswap(site: Site, root: Path) -> list[Placement]:
    def placed(address: Address, name: str, *arguments: Address) -> Placement:
        creation = third_party(root, name) + encode(["address"] * len(arguments), arguments)
        return Placement(address, creation, site.deployer)

    return [
        placed(at.V2_FACTORY, "UniswapV2Factory", site.deployer),
        placed(at.V2_ROUTER, "UniswapV2Router02", at.V2_FACTORY, at.WETH),
        placed(at.SUSHI_FACTORY, "UniswapV2Factory", site.deployer),
        placed(at.SUSHI_ROUTER, "UniswapV2Router02", at.SUSHI_FACTORY, at.WETH),
        placed(at.V3_FACTORY, "UniswapV3Factory"),
        placed(at.V3_POSITIONS, "NonfungiblePositionManager", at.V3_FACTORY, at.WETH, ZERO_ADDRESS),
        placed(at.V3_ROUTER, "SwapRouter", at.V3_FACTORY, at.WETH),
        placed(at.V3_QUOTER, "QuoterV2", at.V3_FACTORY, at.WETH),
        placed(at.V3_TICK_LENS, "TickLens"),
    ]


def _safe(site: Site, root: Path) -> list[Placement]:
    return [
        Placement(at.SAFE_SINGLETON, third_party(root, "Safe"), site.deployer),
        Placement(at.SAFE_FACTORY, third_party(root, "SafeProxyFactory"), site.deployer),
        Placement(at.SAFE_FALLBACK, third_party(root, "CompatibilityFallbackHandler"), site.deployer),
    ]


def _usdc_proxy(root: Path) -> Placement:
    """Whoever creates the proxy is its admin and cannot use the token: so an account that does nothing else."""
    creation = third_party(root, "FiatTokenProxy") + encode(["address"], [at.USDC_IMPLEMENTATION])
    return Placement(at.USDC, creation, address_of(roles()["usdc-proxy-admin"]))


def _initialise_usdc(site: Site) -> None:
    """As Circle did: version 1, 2 and 2.1; the deployer takes every office and may mint."""
    me, types = site.deployer, "initialize(string,string,string,uint8,address,address,address,address)"
    lost_and_found = address_of(roles()["usdc-proxy-admin"])
    for data in (
        calldata(types, USDC.name, USDC.symbol, "USD", USDC.decimals, me, me, me, me),
        calldata("initializeV2(string)", USDC.name),
        calldata("initializeV2_1(address)", lost_and_found),
        calldata("configureMinter(address,uint256)", me, UNLIMITED),
    ):
        site.send(me, at.USDC, data)


def _three_pool(site: Site, root: Path) -> list[Placement]:
    coins = [DAI, USDC, USDT]
    arguments = encode(
        ["address[]", "uint256[]", "uint256", "uint256", "uint256", "address"],
        [
            [coin.address for coin in coins],
            [10 ** (18 - coin.decimals) for coin in coins],
            _AMPLIFICATION,
            _THREE_POOL_FEE_E10,
            0,
            site.deployer,
        ],
    )
    return [Placement(at.THREE_POOL, ours(root, "StableSwap") + arguments, site.deployer)]


def _feeds(site: Site, root: Path) -> list[Placement]:
    updater = address_of(roles()["feed-updater"])
    return [
        Placement(
            address,
            ours(root, "PriceFeed")
            + encode(
                ["uint8", "string", "int256", "address"],
                [_FEED_DECIMALS, description, usd * 10**_FEED_DECIMALS, updater],
            ),
            site.deployer,
        )
        for address, description, usd in (
            (at.ETH_USD_FEED, "ETH / USD", WETH.genesis_usd),
            (at.BTC_USD_FEED, "BTC / USD", WBTC.genesis_usd),
        )
    ]
