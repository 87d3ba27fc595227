"""A swap as its sender would make it: through the public router of the venue."""

from dataclasses import dataclass

from solver.domain.primitives import Address, Hash
from solver.sandbox.chain import addresses as at
from solver.sandbox.chain.abi import calldata
from solver.sandbox.chain.background.venues import PairPool, StableProbe

_V2_SWAP = "swapExactTokensForTokens(uint256,uint256,address[],address,uint256)"
_V3_SWAP = "exactInputSingle((address,address,uint24,address,uint256,uint256,uint256,uint160))"
_STABLE_SWAP = "exchange(int128,int128,uint256,uint256)"
_V2_GAS, _V3_GAS, _STABLE_GAS = 250_000, 1_500_000, 400_000
_VAULT_SWAP = "swap((bytes32,uint8,address,address,uint256,bytes),(address,bool,address,bool),uint256,uint256)"
_VAULT_GAS = 400_000
PATIENCE_S = 120


@dataclass(frozen=True, slots=True)
class Action:
    """One transaction to be: who (mnemonic index), to, 0x-hex data, gas limit, and its tip in wei per gas."""

    sender: int
    to: Address
    data: str
    gas_limit: int
    tip_wei: int


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
