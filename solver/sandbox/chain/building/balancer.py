"""Balancer v2: the Vault at its mainnet address, and pools of the published factories in it.

The factories stand at addresses of their own, which mainnet does not have: there the Vault's owners may have closed
them, and a fork shall find no pool of a stranger where one of ours is looked for.
"""

from pathlib import Path
from typing import Any

from eth_abi.abi import encode
from eth_utils.crypto import keccak

from solver.domain.primitives import ZERO_ADDRESS, Address
from solver.sandbox.chain import addresses as at
from solver.sandbox.chain.abi import calldata, decoded
from solver.sandbox.chain.artifacts import third_party
from solver.sandbox.chain.building.balancer_plan import BalancerPlan, StablePlan, WeightedPlan
from solver.sandbox.chain.building.hedgerow import SALT
from solver.sandbox.chain.building.site import UNLIMITED, Placement, Site
from solver.sandbox.chain.keys import address_of, roles
from solver.sandbox.chain.worldfile import PoolEntry

_PAUSE_WINDOW_S, _BUFFER_S = 90 * 86_400, 30 * 86_400
_MOST_FEE_E18 = 5 * 10**17
_FIRST_POOL_NONCE = 3
"""A factory's first two children hold the halves of the pool's code."""

_VERSION = ("hedgerow sandbox", "hedgerow sandbox")
_CREATE_WEIGHTED = "create(string,string,address[],uint256[],address[],uint256,address)"
_CREATE_STABLE = "create(string,string,address[],uint256,address[],uint256[],bool[],uint256,address)"
_JOIN = "joinPool(bytes32,address,address,(address[],uint256[],bytes,bool))"
_INITIAL_JOIN = 0


def place_vault(site: Site, root: Path) -> None:
    """Place the Vault, which makes its own fee collector, and whom it asks who may do what and what fees are."""

    def placed(address: Address, name: str, types: list[str], *arguments: object) -> Placement:
        return Placement(address, third_party(root, name) + encode(types, arguments), site.deployer)

    vault = (at.BALANCER_AUTHORIZER, at.WETH, _PAUSE_WINDOW_S, _BUFFER_S)
    provider = (at.BALANCER_VAULT, _MOST_FEE_E18, _MOST_FEE_E18)
    site.place(
        [
            placed(at.BALANCER_AUTHORIZER, "BalancerAuthorizer", ["address"], site.deployer),
            placed(at.BALANCER_VAULT, "BalancerVault", ["address", "address", "uint256", "uint256"], *vault),
        ]
    )
    site.place(
        [placed(at.BALANCER_FEES_PROVIDER, "BalancerFeesProvider", ["address", "uint256", "uint256"], *provider)]
    )


def put_up_balancer(site: Site, root: Path, plan: BalancerPlan) -> tuple[PoolEntry, ...]:
    """Create and fill every planned pool that does not exist yet; what the world has then, in plan order."""
    weighted = site.create2(SALT, factory_creation(root, "WeightedPoolFactory"))
    stable = site.create2(SALT, factory_creation(root, "ComposableStablePoolFactory"))
    site.seal()
    pools: dict[Address, WeightedPlan | StablePlan] = {
        **{child_address(weighted, _FIRST_POOL_NONCE + k): p for k, p in enumerate(plan.weighted)},
        **{child_address(stable, _FIRST_POOL_NONCE + k): p for k, p in enumerate(plan.stable)},
    }
    missing = site.empty(list(pools))
    for pool, one in pools.items():
        if pool in missing:
            factory, data = (weighted, _weighted(one)) if isinstance(one, WeightedPlan) else (stable, _stable(one))
            site.send(site.deployer, factory, data)
    site.seal()
    for pool, one in pools.items():
        if pool in missing:
            _fill(site, pool, one)
    site.seal()
    return tuple(
        PoolEntry(
            "balancer-weighted" if isinstance(one, WeightedPlan) else "balancer-stable",
            pool,
            tuple(token.address for token in one.tokens),
            0,
        )
        for pool, one in pools.items()
    )


def factory_creation(root: Path, name: str) -> bytes:
    """Creation code of a published factory with this Vault."""
    types = ["address", "address", "string", "string"]
    return third_party(root, name) + encode(types, (at.BALANCER_VAULT, at.BALANCER_FEES_PROVIDER, *_VERSION))


def child_address(creator: Address, nonce: int) -> Address:
    """Where CREATE puts the child of a nonce below 128."""
    return Address("0x" + keccak(b"\xd6\x94" + bytes.fromhex(creator[2:]) + bytes([nonce]))[12:].hex())


def _weighted(plan: WeightedPlan) -> str:
    tokens = [token.address for token in plan.tokens]
    name = " ".join(token.symbol for token in plan.tokens)
    no_rates = [ZERO_ADDRESS] * len(tokens)
    owner = address_of(roles()["deployer"])
    return calldata(_CREATE_WEIGHTED, name, name, tokens, list(plan.weights_e18), no_rates, plan.fee_e18, owner)


def _stable(plan: StablePlan) -> str:
    tokens = [token.address for token in plan.tokens]
    name = " ".join(token.symbol for token in plan.tokens)
    no_rates = ([ZERO_ADDRESS] * len(tokens), [0] * len(tokens), [False] * len(tokens))
    owner = address_of(roles()["deployer"])
    return calldata(_CREATE_STABLE, name, name, tokens, plan.amplification, *no_rates, plan.fee_e18, owner)


def _fill(site: Site, pool: Address, plan: WeightedPlan | StablePlan) -> None:
    """The first join; a stable pool's own shares are among its tokens, and it mints them itself."""
    lp = address_of(roles()["background-lp"])
    pool_id = bytes.fromhex(site.read(pool, "getPoolId()")[2:])
    answer = site.read(at.BALANCER_VAULT, "getPoolTokens(bytes32)", pool_id)
    listed: Any = decoded(["address[]", "uint256[]", "uint256"], answer)[0]
    amounts = dict(zip((token.address for token in plan.tokens), plan.amounts, strict=True))
    initial = [amounts.get(token, 0) for token in listed]
    data = encode(["uint256", "uint256[]"], [_INITIAL_JOIN, initial])
    request = (listed, [UNLIMITED] * len(initial), data, False)
    site.send(lp, at.BALANCER_VAULT, calldata(_JOIN, pool_id, lp, lp, request))
