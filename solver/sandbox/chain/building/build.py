"""The whole building, in order, on an empty chain or a fork."""

from pathlib import Path

from solver.domain.primitives import Address
from solver.domain.sandbox_keys import MARKER_ADDRESS, MARKER_CODE, SANDBOX_ADDRESSES
from solver.sandbox.chain import addresses as at
from solver.sandbox.chain.abi import word
from solver.sandbox.chain.anvil import FIRST_BASE_FEE_WEI, GAS_LIMIT
from solver.sandbox.chain.building.balancer import put_up_balancer
from solver.sandbox.chain.building.contracts import place_contracts
from solver.sandbox.chain.building.hedgerow import deploy_settlement, deploy_solvers
from solver.sandbox.chain.building.people import fund_liquidity, fund_people
from solver.sandbox.chain.building.plan import plan_pools
from solver.sandbox.chain.building.pools import put_up_pools
from solver.sandbox.chain.building.safes import deploy_safes
from solver.sandbox.chain.building.site import Site
from solver.sandbox.chain.building.v4 import put_up_v4
from solver.sandbox.chain.keys import address_of, roles
from solver.sandbox.chain.safety import require_loopback
from solver.sandbox.chain.tokens import ASSETS, WBTC, WETH
from solver.sandbox.chain.worldfile import SCHEMA_VERSION, AccountEntry, FeedEntry, Genesis, TokenEntry, World
from solver.wire.rpc import JsonRpc

_CANONICAL = {
    "permit2": at.PERMIT2,
    "weth": at.WETH,
    "multicall3": at.MULTICALL3,
    "v2_factory": at.V2_FACTORY,
    "v2_router": at.V2_ROUTER,
    "sushi_factory": at.SUSHI_FACTORY,
    "sushi_router": at.SUSHI_ROUTER,
    "v3_factory": at.V3_FACTORY,
    "v3_npm": at.V3_POSITIONS,
    "v3_router": at.V3_ROUTER,
    "v3_quoter": at.V3_QUOTER,
    "v3_tick_lens": at.V3_TICK_LENS,
    "v4_pool_manager": at.V4_POOL_MANAGER,
    "v4_positions": at.V4_POSITIONS,
    "v4_state_view": at.V4_STATE_VIEW,
    "v4_quoter": at.V4_QUOTER,
    "universal_router": at.UNIVERSAL_ROUTER,
    "three_pool": at.THREE_POOL,
    "balancer_vault": at.BALANCER_VAULT,
    "gas_sink": at.GAS_SINK,
    "safe_singleton": at.SAFE_SINGLETON,
    "safe_factory": at.SAFE_FACTORY,
    "safe_fallback": at.SAFE_FALLBACK,
}


GAS_SINK_CODE = "0x5f35515000"
"""PUSH0 CALLDATALOAD MLOAD POP STOP: uses the gas of growing its memory to the offset it is told."""


def build_world(rpc: JsonRpc, root: Path, seed: int) -> World:
    """Build on a node of this machine that does not mine by itself; our contracts must be compiled already."""
    require_loopback(rpc.url)
    site = Site(rpc)
    site.open()
    _clear_accounts(rpc)
    plan = plan_pools(seed)
    place_contracts(site, root)
    fund_liquidity(site, plan)
    v4, refused = put_up_v4(site, plan.v4)
    pools = (*put_up_pools(site, plan), *put_up_balancer(site, root, plan.balancer), *v4)
    settlement = deploy_settlement(site, root)
    solvers = deploy_solvers(site, root, settlement["reactor"])
    safes = deploy_safes(site)
    fund_people(site, safes, [solver.vault for solver in solvers])
    genesis = _close(rpc)
    return World(
        schema_version=SCHEMA_VERSION,
        chain_id=1,
        contracts=settlement | _CANONICAL,
        tokens=tuple(TokenEntry(a.address, a.symbol, a.decimals) for a in ASSETS),
        pools=pools,
        feeds=(_feed(site, WETH.address, at.ETH_USD_FEED), _feed(site, WBTC.address, at.BTC_USD_FEED)),
        accounts={role: AccountEntry(index, address_of(index)) for role, index in roles().items()},
        solvers=solvers,
        safes=safes,
        cosigner=address_of(roles()["cosigner"]),
        genesis=genesis,
        refused_pools=refused,
    )


def _feed(site: Site, base: Address, feed: Address) -> FeedEntry:
    return FeedEntry(base, feed, word(site.read(feed, "latestRoundData()"), 1))


def _clear_accounts(rpc: JsonRpc) -> None:
    """On mainnet some of these addresses are delegated (EIP-7702) to thieves; here each is a plain account."""
    rpc.batch([("anvil_setCode", [address, "0x"]) for address in SANDBOX_ADDRESSES])


def _close(rpc: JsonRpc) -> Genesis:
    """Set the marker and return to ordinary blocks, beginning at the first base fee."""
    rpc.batch(
        [
            ("anvil_setCode", [MARKER_ADDRESS, MARKER_CODE]),
            ("anvil_setCode", [at.GAS_SINK, GAS_SINK_CODE]),
            ("evm_setBlockGasLimit", [hex(GAS_LIMIT)]),
            ("anvil_setNextBlockBaseFeePerGas", [hex(FIRST_BASE_FEE_WEI)]),
            ("evm_mine", []),
        ]
    )
    head = rpc.call("eth_getBlockByNumber", ["latest", False])
    return Genesis(int(head["number"], 16), int(head["timestamp"], 16))
