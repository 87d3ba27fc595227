"""Money and approvals for everybody."""

from solver.domain.primitives import Address
from solver.sandbox.chain import addresses as at
from solver.sandbox.chain.abi import calldata, word
from solver.sandbox.chain.building.hedgerow import VAULT
from solver.sandbox.chain.building.plan import PoolsPlan, genesis_holdings
from solver.sandbox.chain.building.safes import approve_from_safes
from solver.sandbox.chain.building.site import Site
from solver.sandbox.chain.building.v4 import permit
from solver.sandbox.chain.keys import BACKGROUND_TRADERS, TRADERS, address_of, roles
from solver.sandbox.chain.tokens import ASSETS
from solver.sandbox.chain.worldfile import SafeEntry

Holdings = dict[tuple[Address, Address], int]
"""Units by (holder, token)."""

_SPARE = 2
_DEPLOYER_ETHER = 10_000_000

# Whole tokens: what a desk that hedges options holds, what makes a market, what a bot attacks with.
_TRADER = {"WETH": 2_000, "USDC": 6_000_000, "USDT": 6_000_000, "DAI": 3_000_000, "WBTC": 50}
_BACKGROUND = {"WETH": 60_000, "USDC": 200_000_000, "USDT": 200_000_000, "DAI": 100_000_000, "WBTC": 2_000}
_BOT = {"WETH": 20_000, "USDC": 50_000_000, "USDT": 50_000_000, "DAI": 20_000_000, "WBTC": 500}

_VENUES = (at.V2_ROUTER, at.SUSHI_ROUTER, at.V3_ROUTER, at.THREE_POOL, at.BALANCER_VAULT)


def fund_liquidity(site: Site, plan: PoolsPlan) -> None:
    """Give the background LP what the pools take and as much again, and let it spend it there."""
    lp = address_of(roles()["background-lp"])
    site.rpc.call("anvil_setBalance", [site.deployer, hex(_DEPLOYER_ETHER * 10**18)])
    if at.THREE_POOL in site.fresh:
        _fund(site, {(lp, token): _SPARE * units for token, units in genesis_holdings(plan).items()})
        spenders = (*_VENUES, at.V3_POSITIONS)
        site.approve([(lp, asset.address, spender) for asset in ASSETS for spender in spenders])
        site.seal()


def fund_people(site: Site, safes: tuple[SafeEntry, ...], vaults: list[Address]) -> None:
    """Fund traders, Safes, background traders, the bot and the solvers' vaults; approve what each of them uses."""
    signers = [address_of(index) for index in TRADERS]
    movers = [address_of(index) for index in BACKGROUND_TRADERS]
    bot = address_of(roles()["sandwich-bot"])
    desks = [*signers, *(safe.address for safe in safes)]
    movers_and_bot = _each(movers, _BACKGROUND) | _each([bot], _BOT)
    _fund(site, _each(desks, _TRADER) | movers_and_bot | _each(vaults, VAULT))
    site.approve([(trader, asset.address, at.PERMIT2) for trader in signers for asset in ASSETS])
    site.approve([(m, a.address, venue) for m in [*movers, bot] for a in ASSETS for venue in _VENUES])
    permit(site, [*movers, bot], at.UNIVERSAL_ROUTER)
    approve_from_safes(site, safes)
    site.seal()


def _each(holders: list[Address], whole: dict[str, int]) -> Holdings:
    return {(holder, a.address): a.units(whole[a.symbol]) for holder in holders for a in ASSETS}


def _fund(site: Site, wanted: Holdings) -> None:
    """Top up to the wanted balances: ether is wrapped, our own tokens minted, a fork's tokens set by the node."""
    balances = site.read_all([(token, calldata("balanceOf(address)", holder)) for holder, token in wanted])
    missing = {
        key: want - word(balance)
        for (key, want), balance in zip(wanted.items(), balances, strict=True)
        if want > word(balance)
    }
    wrapped = sum(units for (_, token), units in missing.items() if token == at.WETH)
    if wrapped:
        site.send(site.deployer, at.WETH, calldata("deposit()"), wrapped)
    for (holder, token), units in missing.items():
        if token == at.WETH:
            site.send(site.deployer, token, calldata("transfer(address,uint256)", holder, units))
        elif token in site.fresh:
            site.send(site.deployer, token, calldata("mint(address,uint256)", holder, units))
        else:
            site.rpc.call("anvil_dealERC20", [holder, token, hex(wanted[holder, token])])
