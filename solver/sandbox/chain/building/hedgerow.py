"""Our own contracts, at CREATE2 addresses that exist in the sandbox alone."""

from pathlib import Path

from eth_abi.abi import encode
from eth_utils.crypto import keccak

from solver.domain.primitives import Address
from solver.sandbox.chain import addresses as at
from solver.sandbox.chain.abi import calldata
from solver.sandbox.chain.artifacts import ours
from solver.sandbox.chain.building.site import Site
from solver.sandbox.chain.keys import SOLVERS, address_of, roles
from solver.sandbox.chain.tokens import ASSETS
from solver.sandbox.chain.worldfile import SolverEntry

VAULT = {"WETH": 40, "USDC": 100_000, "USDT": 100_000, "DAI": 100_000, "WBTC": 1}
"""Whole tokens in each solver's vault: what it keeps promises with when pools move."""

_PLANS = 20
"""One plan may draw a twentieth of a vault, one day a fifth."""

SALT = keccak(text="hedgerow.sandbox")
"""Not the salt of any live deployment: a reactor signed for in the sandbox has no code on mainnet."""


def deploy_settlement(site: Site, root: Path) -> dict[str, Address]:
    """Reactor, Dutch resolver and lens, by their names in world.json."""
    reactor = ours(root, "HedgeReactor") + encode(["address"], [at.PERMIT2])
    deployed = {
        "reactor": site.create2(SALT, reactor),
        "dutch_resolver": site.create2(SALT, ours(root, "DutchResolver")),
        "lens": site.create2(SALT, ours(root, "MarketLens")),
    }
    site.seal()
    return deployed


def deploy_solvers(site: Site, root: Path, reactor: Address) -> tuple[SolverEntry, ...]:
    """An executor and a vault for each solver, owned by the deployer; what a vault may lose is capped on chain."""
    entries = tuple(_deploy_solver(site, root, reactor, name) for name in SOLVERS)
    for entry in entries:
        if entry.executor in site.fresh:
            site.send(site.deployer, entry.vault, calldata("setExecutor(address)", entry.executor))
            site.send(site.deployer, entry.executor, calldata("setSubmitter(address,bool)", entry.execution, True))
            _cap_vault(site, entry.vault)
    site.seal()
    return entries


def _cap_vault(site: Site, vault: Address) -> None:
    for asset in ASSETS:
        per_plan = asset.units(VAULT[asset.symbol]) // _PLANS
        site.send(
            site.deployer, vault, calldata("setCap(address,uint256,uint256)", asset.address, per_plan, 4 * per_plan)
        )


def _deploy_solver(site: Site, root: Path, reactor: Address, name: str) -> SolverEntry:
    salt = keccak(SALT + name.encode())
    vault = site.create2(salt, ours(root, "InventoryVault") + encode(["address"], [site.deployer]))
    arguments = encode(["address"] * 6, [reactor, vault, at.WETH, at.V4_POOL_MANAGER, at.BALANCER_VAULT, site.deployer])
    executor = site.create2(salt, ours(root, "SolverExecutor") + arguments)
    identity, execution = (address_of(roles()[f"{kind}.{name}"]) for kind in ("identity", "execution"))
    return SolverEntry(name, identity, execution, executor, vault)
