"""Swaps on Balancer's Vault: what it says of one, and one made."""

from pathlib import Path
from typing import Any, Protocol

from eth_abi.abi import encode

from solver.domain.primitives import ZERO_ADDRESS, Address, Hash
from solver.markets.composable_stable import ComposableStable
from solver.markets.market import InsufficientLiquidity
from solver.markets.weighted import WeightedPool
from solver.sandbox.chain import addresses as at
from solver.sandbox.chain.abi import calldata, decoded, word
from solver.sandbox.chain.building.balancer import child_address, factory_creation
from solver.sandbox.chain.building.hedgerow import SALT
from solver.sandbox.chain.building.site import create2_address
from solver.sandbox.chain.tokens import asset_at
from solver.sandbox.chain.worldfile import PoolEntry
from solver.wire.rpc import RpcRefused

GIVEN_IN, GIVEN_OUT = 0, 1
FOREVER = 2**40
_QUERY = "queryBatchSwap(uint8,(bytes32,uint256,uint256,uint256,bytes)[],address[],(address,bool,address,bool))"
_SWAP = "swap((bytes32,uint8,address,address,uint256,bytes),(address,bool,address,bool),uint256,uint256)"
_CREATE = "create(string,string,address[],uint256,address[],uint256[],bool[],uint256,address)"
_JOIN = "joinPool(bytes32,address,address,(address[],uint256[],bytes,bool))"
_ANSWERS_ITS_FIRST_SLOT = "0x5f545f5260205ff3"
ROOT = Path(__file__).resolve().parents[3]

BalancerPool = WeightedPool | ComposableStable
Pair = tuple[Address, Address]


class InVault(Protocol):
    """Whatever swaps in the Vault under an id."""

    @property
    def pool_id(self) -> Hash: ...


def queried(twin: Any, market: InVault, kind: int, pair: Pair, amount: int) -> int | None:
    """The Vault's own quote: units out for units in, or units in for units out; None where it reverts."""
    step = (bytes.fromhex(market.pool_id[2:]), 0, 1, amount, b"")
    nobody = (ZERO_ADDRESS, False, ZERO_ADDRESS, False)
    try:
        answer = twin.call(at.BALANCER_VAULT, calldata(_QUERY, kind, [step], list(pair), nobody))
    except RpcRefused:
        return None
    deltas: Any = decoded(["int256[]"], answer)[0]
    return int(-deltas[1] if kind == GIVEN_IN else deltas[0])


def swap_call(twin: Any, market: InVault, kind: int, pair: Pair, amount: int, *, limit: int) -> str:
    """Calldata of the trader's swap; limit: least out of an exact input, most in for an exact output."""
    one = (bytes.fromhex(market.pool_id[2:]), kind, *pair, amount, b"")
    return calldata(_SWAP, one, (twin.trader, False, twin.trader, False), limit, FOREVER)


def swapped(twin: Any, market: InVault, kind: int, pair: Pair, amount: int, *, limit: int) -> int | None:
    """What an eth_call of the swap itself, tokens moved and all, answers; None where it reverts."""
    try:
        return word(twin.call(at.BALANCER_VAULT, swap_call(twin, market, kind, pair, amount, limit=limit)))
    except RpcRefused:
        return None


def new_stable_pool(
    twin: Any, tokens: tuple[Address, ...], rates_e18: tuple[int, ...], amplification: int
) -> PoolEntry:
    """A composable stable pool of the twin's factory with four hundred whole tokens of each; a rate of 0 is none.

    Rates come from providers that answer what their first slot holds, and are asked anew in every block.
    """
    rpc = twin.node.rpc
    providers = [provider(k) if rate else ZERO_ADDRESS for k, rate in enumerate(rates_e18)]
    for one, rate in zip(providers, rates_e18, strict=True):
        if rate:
            rpc.call("anvil_setCode", [one, _ANSWERS_ITS_FIRST_SLOT])
            set_rate(twin, one, rate)
    factory = create2_address(at.CREATE2_DEPLOYER, SALT, factory_creation(ROOT, "ComposableStablePoolFactory"))
    pool = child_address(factory, int(rpc.call("eth_getTransactionCount", [factory, "latest"]), 16))
    plain = ([0] * len(tokens), [False] * len(tokens), 10**14, twin.trader)
    twin.send(factory, calldata(_CREATE, "S", "S", list(tokens), amplification, providers, *plain))
    pool_id = bytes.fromhex(twin.call(pool, calldata("getPoolId()"))[2:])
    state: Any = decoded(
        ["address[]", "uint256[]", "uint256"],
        twin.call(at.BALANCER_VAULT, calldata("getPoolTokens(bytes32)", pool_id)),
    )
    amounts = [0 if token == pool else 400 * asset_at(token).one for token in state[0]]
    data = encode(["uint256", "uint256[]"], [0, amounts])
    joining = (state[0], [2**256 - 1] * len(amounts), data, False)
    twin.send(at.BALANCER_VAULT, calldata(_JOIN, pool_id, twin.trader, twin.trader, joining))
    return PoolEntry("balancer-stable", pool, tokens, 0)


def provider(number: int) -> Address:
    """Where the rate provider of a token's number is put."""
    return Address(f"0x{0xBEEF00 + number:040x}")


def set_rate(twin: Any, one: Address, rate_e18: int) -> None:
    """Let a provider answer another rate."""
    twin.node.rpc.call("anvil_setStorageAt", [one, "0x0", f"0x{rate_e18:064x}"])


def quoted(market: BalancerPool, kind: int, pair: Pair, amount: int) -> int | None:
    """What we say; None where we refuse."""
    try:
        return (market.quote_in if kind == GIVEN_IN else market.exact_output)(*pair, amount)
    except InsufficientLiquidity:
        return None
