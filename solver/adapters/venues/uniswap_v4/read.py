"""IMarketLens.V4State to a market."""

from dataclasses import dataclass

from eth_abi.abi import encode
from eth_hash.auto import keccak

from solver.adapters.venues.decoding import same_tokens, struct
from solver.adapters.venues.ticks import check_ticks
from solver.domain.pool_key import PoolKey
from solver.domain.primitives import Address, Hash, PoolId
from solver.domain.universe import PoolRef
from solver.markets.uniswap_v4 import UniswapV4

_KEY = ("address", "address", "uint24", "int24", "address")
_STATE = "uint24,uint24,uint160,int24,uint128,int16,int16,int24[],int128[]"
_ONE_WAY_BITS = 12


@dataclass(eq=False)
class NotItsKey(ValueError):
    """The universe names a pool by an id that is not the hash of the key it gives."""

    listed: PoolId
    hashed: Hash

    def __str__(self) -> str:
        return f"not_its_key: listed as {self.listed}, the key hashes to {self.hashed}"


@dataclass(frozen=True, slots=True)
class UniswapV4Pools:
    """ports.Venue; weth stands for ether in the pools that hold it. A pool whose hooks touch swaps is refused."""

    weth: Address
    words_each_side: int = 4

    def read(self, pool: PoolRef, data: bytes) -> UniswapV4:
        if pool.key is None:
            raise ValueError(f"{pool.id}: no key")
        hashed = key_hash(pool.key)
        if hashed != pool.id:
            raise NotItsKey(pool.id, hashed)
        held = (self.weth if pool.key.native else pool.key.currency0, pool.key.currency1)
        token0, token1 = same_tokens(pool, held)
        protocol_fees, fee_pips, price, tick, liquidity, first, last, ticks, net = struct(_STATE, data)
        check_ticks(
            hashed,
            spacing=pool.key.tick_spacing,
            tick=tick,
            liquidity=liquidity,
            words=(first, last),
            ticks=ticks,
            net=net,
        )
        return UniswapV4(
            pool=hashed,
            token0=token0,
            token1=token1,
            fee_pips=fee_pips,
            tick_spacing=pool.key.tick_spacing,
            sqrt_price_x96=price,
            tick=tick,
            liquidity=liquidity,
            first_word=first,
            last_word=last,
            ticks=tuple(ticks),
            liquidity_net=tuple(net),
            key=pool.key,
            protocol_fees_pips=(protocol_fees % (1 << _ONE_WAY_BITS), protocol_fees >> _ONE_WAY_BITS),
        )


def key_hash(key: PoolKey) -> Hash:
    """The id the manager gives a pool."""
    fields = (key.currency0, key.currency1, key.fee, key.tick_spacing, key.hooks)
    return Hash("0x" + keccak(encode(_KEY, fields)).hex())
