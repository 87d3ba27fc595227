"""What the chain's own quoters say a trade is worth on one path, at one block."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, product
from typing import Any

from solver.domain.primitives import Address
from solver.sandbox.chain.abi import calldata, decoded, word
from solver.sandbox.chain.worldfile import World
from solver.wire.rpc import AsyncJsonRpc

_AGGREGATE = "aggregate3((address,bool,bytes)[])"
_HUBS = ("WETH", "USDC")
_V3, _ROUTERS = "uniswap-v3", ("v2_router", "sushi_router")
_QUOTING_GAS = 2**30
"""Many blocks' worth: a v3 quote that the pool cannot fill walks its whole range of ticks before it fails."""

Call = tuple[Address, str]


@dataclass(frozen=True, slots=True)
class V3Path:
    """Tokens in the order of the trade, and the fee in pips between each two."""

    tokens: tuple[Address, ...]
    fees: tuple[int, ...]

    def packed(self, *, reverse: bool) -> bytes:
        """As the v3 periphery encodes a path."""
        tokens = self.tokens[::-1] if reverse else self.tokens
        fees = self.fees[::-1] if reverse else self.fees
        head = bytes.fromhex(tokens[0][2:])
        return head + b"".join(
            f.to_bytes(3, "big") + bytes.fromhex(t[2:]) for f, t in zip(fees, tokens[1:], strict=True)
        )


class Quoter:
    """Best single path of one or two hops; made by open()."""

    def __init__(self, rpc: AsyncJsonRpc, world: World, fees: dict[frozenset[Address], list[int]]) -> None:
        self._rpc = rpc
        self._contracts = world.contracts
        self._fees = fees
        self._hubs = [token.address for token in world.tokens if token.symbol in _HUBS]

    @classmethod
    async def open(cls, rpc: AsyncJsonRpc, world: World) -> "Quoter":
        """Read the fees of the v3 pools."""
        pools = [pool for pool in world.pools if pool.family == _V3]
        answers = await rpc.batch([("eth_call", [_to(pool.address, calldata("fee()")), "latest"]) for pool in pools])
        fees: dict[frozenset[Address], list[int]] = {}
        for pool, answer in zip(pools, answers, strict=True):
            fees.setdefault(frozenset(pool.tokens), []).append(word(answer))
        return cls(rpc, world, fees)

    async def receive_for(self, sell: Address, buy: Address, spend: int, block: int) -> int | None:
        """The most that any path gives for the spend; None where there is no path."""
        calls = list(self._exact_in(sell, buy, spend))
        return max(await self._answers(calls, block), default=None)

    async def spend_for(self, sell: Address, buy: Address, receive: int, block: int) -> int | None:
        """The least that any path asks for the receive; None where there is no path."""
        calls = list(self._exact_out(sell, buy, receive))
        return min(await self._answers(calls, block), default=None)

    def _exact_in(self, sell: Address, buy: Address, spend: int) -> Iterator[Call]:
        for path in self._v3_paths(sell, buy):
            packed = path.packed(reverse=False)
            yield self._contracts["v3_quoter"], calldata("quoteExactInput(bytes,uint256)", packed, spend)
        for router, tokens in self._v2_paths(sell, buy):
            yield router, calldata("getAmountsOut(uint256,address[])", spend, tokens)

    def _exact_out(self, sell: Address, buy: Address, receive: int) -> Iterator[Call]:
        for path in self._v3_paths(sell, buy):
            packed = path.packed(reverse=True)
            yield self._contracts["v3_quoter"], calldata("quoteExactOutput(bytes,uint256)", packed, receive)
        for router, tokens in self._v2_paths(sell, buy):
            yield router, calldata("getAmountsIn(uint256,address[])", receive, tokens)

    def _routes(self, sell: Address, buy: Address) -> list[tuple[Address, ...]]:
        return [(sell, buy), *((sell, hub, buy) for hub in self._hubs if hub not in {sell, buy})]

    def _v3_paths(self, sell: Address, buy: Address) -> Iterator[V3Path]:
        for tokens in self._routes(sell, buy):
            choices = [self._fees.get(frozenset(pair), []) for pair in pairwise(tokens)]
            yield from (V3Path(tokens, fees) for fees in product(*choices))

    def _v2_paths(self, sell: Address, buy: Address) -> Iterator[tuple[Address, Sequence[Address]]]:
        for name, tokens in product(_ROUTERS, self._routes(sell, buy)):
            yield self._contracts[name], tokens

    async def _answers(self, calls: list[Call], block: int) -> list[int]:
        """The traded amount of every path that exists, by one Multicall3."""
        rows = [(to, True, bytes.fromhex(data[2:])) for to, data in calls]
        request = _to(self._contracts["multicall3"], calldata(_AGGREGATE, rows)) | {"gas": hex(_QUOTING_GAS)}
        (results,) = decoded(["(bool,bytes)[]"], await self._rpc.call("eth_call", [request, hex(block)]))
        return [amount for amount in map(_amount, calls, _rows(results)) if amount]


def _rows(results: Any) -> Sequence[tuple[bool, bytes]]:
    return [(bool(ok), bytes(data)) for ok, data in results]


def _amount(call: Call, result: tuple[bool, bytes]) -> int | None:
    """v3: the first word; v2: the array's last (out) or first (in) element."""
    ok, data = result
    if not ok:
        return None
    if not call[1].startswith((_AMOUNTS_OUT, _AMOUNTS_IN)):
        return int.from_bytes(data[:32], "big")
    elements = [int.from_bytes(data[at : at + 32], "big") for at in range(64, len(data), 32)]
    return elements[-1] if call[1].startswith(_AMOUNTS_OUT) else elements[0]


def _to(address: Address, data: str) -> dict[str, str]:
    return {"to": address, "data": data}


_AMOUNTS_OUT = calldata("getAmountsOut(uint256,address[])", 0, [])[:10]
_AMOUNTS_IN = calldata("getAmountsIn(uint256,address[])", 0, [])[:10]
