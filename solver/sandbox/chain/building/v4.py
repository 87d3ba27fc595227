"""Uniswap v4 and the Universal Router at their mainnet addresses, and pools in the one manager."""

from collections.abc import Sequence
from pathlib import Path

from eth_abi.abi import encode
from eth_utils.crypto import keccak

from solver.domain.pool_key import PoolKey
from solver.domain.primitives import ZERO_ADDRESS, Address, Hash
from solver.sandbox.chain import addresses as at
from solver.sandbox.chain.abi import calldata, word
from solver.sandbox.chain.artifacts import ours, third_party
from solver.sandbox.chain.building.ranges import Q96, Range, sqrt_price_at
from solver.sandbox.chain.building.site import NO_DEADLINE, Placement, Site
from solver.sandbox.chain.building.v4_plan import V4Plan
from solver.sandbox.chain.keys import address_of, roles
from solver.sandbox.chain.tokens import ASSETS
from solver.sandbox.chain.worldfile import PoolEntry

KEY = "(address,address,uint24,int24,address)"
MOST_UINT128 = 2**128 - 1
_POSITIONS = ["address", "address", "uint256", "address", "address"]
_ROUTER = "(address,address,address,address,bytes32,bytes32,address,address,address,address)"
_UNSUBSCRIBE_GAS = 300_000
_MINT_POSITION, _SETTLE_PAIR, _SWEEP = 0x02, 0x0D, 0x14
_MINT = [KEY, "int24", "int24", "uint256", "uint128", "uint128", "address", "bytes"]
_OVERRIDING_PIPS = 9_000
_PERMITTED = 2**160 - 1
_FOREVER = 2**48 - 1


def place_v4(site: Site, root: Path) -> None:
    """Place the manager, what stands around it, the Universal Router and the sandbox's hooks."""

    def placed(address: Address, name: str, types: list[str], *arguments: object) -> Placement:
        return Placement(address, third_party(root, name) + encode(types, arguments), site.deployer)

    positions = (at.V4_POOL_MANAGER, at.PERMIT2, _UNSUBSCRIBE_GAS, ZERO_ADDRESS, at.WETH)
    hooks = ours(root, "FeeHook") + encode(["address", "uint24"], [at.V4_POOL_MANAGER, _OVERRIDING_PIPS])
    site.place([placed(at.V4_POOL_MANAGER, "PoolManager", ["address"], site.deployer)])
    site.place(
        [
            placed(
                at.V4_POSITIONS, "PositionManager", ["address", "address", "uint256", "address", "address"], *positions
            ),
            placed(at.V4_STATE_VIEW, "StateView", ["address"], at.V4_POOL_MANAGER),
            placed(at.V4_QUOTER, "V4Quoter", ["address"], at.V4_POOL_MANAGER),
            placed(at.UNIVERSAL_ROUTER, "UniversalRouter", [_ROUTER], _router(root)),
            *(Placement(address, hooks, site.deployer) for address in (at.DYNAMIC_FEE_HOOK, at.OVERRIDING_FEE_HOOK)),
        ]
    )


def put_up_v4(site: Site, plans: tuple[V4Plan, ...]) -> tuple[tuple[PoolEntry, ...], tuple[PoolEntry, ...]]:
    """Create and fill every planned pool that does not exist yet; those to trade on, and those to refuse."""
    lp = address_of(roles()["background-lp"])
    missing = [plan for plan in plans if not _stands(site, plan)]
    if missing:
        permit(site, [lp], at.V4_POSITIONS)
        site.seal()
    if at.V4_POOL_MANAGER in site.fresh:
        site.send(site.deployer, at.V4_POOL_MANAGER, calldata("setProtocolFeeController(address)", site.deployer))
    for plan in missing:
        _create(site, plan)
        _fill(site, lp, plan)
    site.seal()
    sound, refused = ([_entry(plan) for plan in plans if plan.refused is wanted] for wanted in (False, True))
    return tuple(sound), tuple(refused)


def permit(site: Site, holders: Sequence[Address], spender: Address) -> None:
    """Queue what lets a spender pull every token of each holder through Permit2, where it may not yet."""
    pairs = [(holder, asset.address) for holder in holders for asset in ASSETS]
    site.approve([(holder, token, at.PERMIT2) for holder, token in pairs])
    asked = [(at.PERMIT2, calldata("allowance(address,address,address)", *pair, spender)) for pair in pairs]
    for (holder, token), allowed in zip(pairs, site.read_all(asked), strict=True):
        if word(allowed) == 0:
            data = calldata("approve(address,address,uint160,uint48)", token, spender, _PERMITTED, _FOREVER)
            site.send(holder, at.PERMIT2, data)


def key_fields(key: PoolKey) -> tuple[Address, Address, int, int, Address]:
    """The key as the manager's ABI has it."""
    return key.currency0, key.currency1, key.fee, key.tick_spacing, key.hooks


def pool_id(key: PoolKey) -> Hash:
    """What the manager calls the pool."""
    return Hash("0x" + keccak(encode([KEY], [key_fields(key)])).hex())


def _router(root: Path) -> tuple[object, ...]:
    """The Universal Router's parameters; there is no bridge on the twin, so no spoke pool."""
    init_codes = (keccak(third_party(root, name)) for name in ("UniswapV2Pair", "UniswapV3Pool"))
    factories = (at.PERMIT2, at.WETH, at.V2_FACTORY, at.V3_FACTORY, *init_codes)
    return (*factories, at.V4_POOL_MANAGER, at.V3_POSITIONS, at.V4_POSITIONS, ZERO_ADDRESS)


def _stands(site: Site, plan: V4Plan) -> bool:
    return word(site.read(at.V4_STATE_VIEW, "getSlot0(bytes32)", bytes.fromhex(pool_id(plan.key)[2:]))) != 0


def _create(site: Site, plan: V4Plan) -> None:
    key = key_fields(plan.key)
    site.send(site.deployer, at.V4_POOL_MANAGER, calldata(f"initialize({KEY},uint160)", key, plan.sqrt_price_x96))
    if plan.key.hooks != ZERO_ADDRESS:
        site.send(site.deployer, plan.key.hooks, calldata(f"setFee({KEY},uint24)", key, plan.fee_pips))
    one_way, other_way = plan.protocol_fees_pips
    if (one_way or other_way) and at.V4_POOL_MANAGER in site.fresh:  # on a fork of mainnet that is not ours to set
        data = calldata(f"setProtocolFee({KEY},uint24)", key, one_way | other_way << 12)
        site.send(site.deployer, at.V4_POOL_MANAGER, data)


def _fill(site: Site, lp: Address, plan: V4Plan) -> None:
    """All positions in one call; ether that is sent and not taken comes back."""
    key = key_fields(plan.key)
    mints = [
        encode(_MINT, [key, r.lower, r.upper, _liquidity(plan.sqrt_price_x96, r), MOST_UINT128, MOST_UINT128, lp, b""])
        for r in plan.ranges
    ]
    actions = bytes([_MINT_POSITION] * len(mints) + [_SETTLE_PAIR, _SWEEP])
    parameters = [*mints, encode(["address"] * 2, key[:2]), encode(["address"] * 2, [key[0], lp])]
    data = calldata(
        "modifyLiquidities(bytes,uint256)", encode(["bytes", "bytes[]"], [actions, parameters]), NO_DEADLINE
    )
    ether = 2 * sum(r.amount0 for r in plan.ranges) if plan.key.native else 0
    site.send(lp, at.V4_POSITIONS, data, ether)


def _liquidity(price: int, r: Range) -> int:
    """What both amounts of a range suffice for at a square-root price."""
    low, high = sqrt_price_at(r.lower), sqrt_price_at(r.upper)
    inside = min(max(price, low), high)
    found = []
    if inside < high:
        found.append((r.amount0 * inside * high // Q96) // (high - inside))
    if inside > low:
        found.append(r.amount1 * Q96 // (inside - low))
    return min(found)


def _entry(plan: V4Plan) -> PoolEntry:
    tokens = (plan.token0.address, plan.token1.address)
    return PoolEntry("uniswap-v4", at.V4_POOL_MANAGER, tokens, 0, plan.key, pool_id(plan.key))
