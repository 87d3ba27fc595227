"""A swap as its sender would make it: through the public router of the venue."""

from dataclasses import dataclass

from eth_abi.abi import encode

from solver.domain.pool_key import PoolKey
from solver.domain.primitives import ZERO_ADDRESS, Address, Hash
from solver.sandbox.chain import addresses as at
from solver.sandbox.chain.abi import calldata
from solver.sandbox.chain.background.venues import PairPool, StableProbe
from solver.sandbox.chain.building.v4 import KEY, key_fields
from solver.sandbox.chain.worldfile import PoolEntry

_V2_SWAP = "swapExactTokensForTokens(uint256,uint256,address[],address,uint256)"
_V3_SWAP = "exactInputSingle((address,address,uint24,address,uint256,uint256,uint256,uint160))"
_STABLE_SWAP = "exchange(int128,int128,uint256,uint256)"
_V2_GAS, _V3_GAS, _STABLE_GAS = 250_000, 1_500_000, 400_000
_VAULT_SWAP = "swap((bytes32,uint8,address,address,uint256,bytes),(address,bool,address,bool),uint256,uint256)"
_VAULT_GAS = 400_000
_V4_SWAP = bytes([0x10])
_SWAP_SETTLE_TAKE = bytes([0x06, 0x0C, 0x0F])
_KEYED_GAS = 1_500_000
PATIENCE_S = 120


@dataclass(frozen=True, slots=True)
class Action:
    """One transaction to be: who (mnemonic index), to, 0x-hex data, gas limit, tip in wei per gas, and wei sent."""

    sender: int
    to: Address
    data: str
    gas_limit: int
    tip_wei: int
    value_wei: int = 0


@dataclass(frozen=True, slots=True)
class PairSwap:
    """Exact in on a Uniswap pool; limit_x96 is the square-root price where a concentrated pool stops, 0 for none."""

    pool: PairPool
    zero_for_one: bool
    amount_in: int
    min_out: int
    limit_x96: int

    @property
    def tokens(self) -> tuple[Address, Address]:
        """Sold and bought."""
        pair = (self.pool.token0, self.pool.token1)
        return pair if self.zero_for_one else pair[::-1]


@dataclass(frozen=True, slots=True)
class VaultSwap:
    """Exact in on a pool of Balancer's Vault; amount_out is what it pays as it stands, or the least that is taken."""

    pool_id: Hash
    token_in: Address
    token_out: Address
    amount_in: int
    amount_out: int


@dataclass(frozen=True, slots=True)
class KeyedSwap:
    """Exact in on a pool of Uniswap v4; amount_out is what it pays as it stands, or the least that is taken."""

    entry: PoolEntry
    zero_for_one: bool
    amount_in: int
    amount_out: int

    @property
    def key(self) -> PoolKey:
        """The pool's; raises ValueError where the entry has none."""
        if self.entry.key is None:
            raise ValueError(f"{self.entry.address} has no key")
        return self.entry.key

    @property
    def token_in(self) -> Address:
        """Sold; WETH for ether."""
        return self.entry.tokens[0 if self.zero_for_one else 1]

    @property
    def token_out(self) -> Address:
        """Bought; WETH for ether."""
        return self.entry.tokens[1 if self.zero_for_one else 0]


def pair_action(swap: PairSwap, sender: int, recipient: Address, now_s: int, tip_wei: int) -> Action:
    """The router call of a pair swap; it expires PATIENCE_S after now_s."""
    sold, bought = swap.tokens
    deadline = now_s + PATIENCE_S
    if not swap.pool.concentrated:
        data = calldata(_V2_SWAP, swap.amount_in, swap.min_out, [sold, bought], recipient, deadline)
        return Action(sender, swap.pool.router, data, _V2_GAS, tip_wei)
    fields = (sold, bought, swap.pool.fee_pips, recipient, deadline, swap.amount_in, swap.min_out, swap.limit_x96)
    return Action(sender, swap.pool.router, calldata(_V3_SWAP, fields), _V3_GAS, tip_wei)


def stable_action(probe: StableProbe, min_out: int, sender: int, tip_wei: int) -> Action:
    """The call of 3pool itself."""
    data = calldata(_STABLE_SWAP, probe.sold, probe.bought, probe.amount_in, min_out)
    return Action(sender, at.THREE_POOL, data, _STABLE_GAS, tip_wei)


def vault_action(swap: VaultSwap, sender: int, recipient: Address, now_s: int, tip_wei: int) -> Action:
    """The Vault's own call; it expires PATIENCE_S after now_s."""
    single = (bytes.fromhex(swap.pool_id[2:]), 0, swap.token_in, swap.token_out, swap.amount_in, b"")
    funds = (recipient, False, recipient, False)
    data = calldata(_VAULT_SWAP, single, funds, swap.amount_out, now_s + PATIENCE_S)
    return Action(sender, at.BALANCER_VAULT, data, _VAULT_GAS, tip_wei)


def keyed_action(swap: KeyedSwap, sender: int, now_s: int, tip_wei: int) -> Action:
    """The Universal Router's call, in ether where the pool holds it; it expires PATIENCE_S after now_s."""
    key, bounds = swap.key, ["address", "uint256"]
    paid, received = (key.currency0, key.currency1) if swap.zero_for_one else (key.currency1, key.currency0)
    single = (key_fields(key), swap.zero_for_one, swap.amount_in, swap.amount_out, b"")
    parameters = [
        encode([f"({KEY},bool,uint128,uint128,bytes)"], [single]),
        encode(bounds, [paid, swap.amount_in]),
        encode(bounds, [received, swap.amount_out]),
    ]
    swapped = encode(["bytes", "bytes[]"], [_SWAP_SETTLE_TAKE, parameters])
    data = calldata("execute(bytes,bytes[],uint256)", _V4_SWAP, [swapped], now_s + PATIENCE_S)
    return Action(sender, at.UNIVERSAL_ROUTER, data, _KEYED_GAS, tip_wei, swap.amount_in if paid == ZERO_ADDRESS else 0)
