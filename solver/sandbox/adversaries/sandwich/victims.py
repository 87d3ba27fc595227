"""Who can be attacked: pending swaps through the v2 routers and the v3 router, decoded from their calldata."""

from dataclasses import dataclass
from typing import Any

from eth_abi.abi import decode
from eth_abi.exceptions import DecodingError
from eth_utils.abi import function_signature_to_4byte_selector

from solver.domain.primitives import Address, Hash
from solver.markets.market import Market, MarketError

_PATH_SWAP = ["uint256", "uint256", "address[]", "address", "uint256"]
_ETH_PATH_SWAP = _PATH_SWAP[1:]
_V3_SINGLE = "(address,address,uint24,address,uint256,uint256,uint256,uint160)"
_PAIR = 2


def _selector(name: str, types: list[str]) -> str:
    return "0x" + function_signature_to_4byte_selector(f"{name}({','.join(types)})").hex()


_EXACT_IN = frozenset(_selector(name, _PATH_SWAP) for name in ("swapExactTokensForTokens", "swapExactTokensForETH"))
_EXACT_OUT = frozenset(_selector(name, _PATH_SWAP) for name in ("swapTokensForExactTokens", "swapTokensForExactETH"))
_EXACT_ETH_IN = _selector("swapExactETHForTokens", _ETH_PATH_SWAP)
_ETH_FOR_EXACT = _selector("swapETHForExactTokens", _ETH_PATH_SWAP)
_V3_EXACT_IN = _selector("exactInputSingle", [_V3_SINGLE])


@dataclass(frozen=True, slots=True)
class Victim:
    """A pending swap on one pool.

    exact_in: spends amount, wants at least limit out; else wants amount out, spends at most limit.
    fee_pips names the pool of a concentrated swap, None is a pair. deadline in unix seconds of chain time.
    """

    tx_hash: Hash
    sender: Address
    router: Address
    token_in: Address
    token_out: Address
    fee_pips: int | None
    exact_in: bool
    amount: int
    limit: int
    deadline: int
    max_fee_per_gas_wei: int
    max_priority_fee_per_gas_wei: int

    def swap(self, market: Market) -> Market | None:
        """The market after the victim's swap; None where the swap would revert."""
        try:
            amount_in = self.amount
            if not self.exact_in:  # the router asks for one unit more where the division is exact
                amount_in = market.quote_out(self.token_in, self.token_out, self.amount) + 1
            out, after = market.swap(self.token_in, self.token_out, amount_in)
        except MarketError:
            return None
        within = out >= self.limit if self.exact_in else amount_in <= self.limit
        return after if within else None


def decode_victim(transaction: dict[str, Any]) -> Victim | None:
    """The swap that a pending transaction (a node's JSON) makes; None where it is none we understand."""
    data = str(transaction["input"])
    selector, body = data[:10], bytes.fromhex(data[10:])
    try:
        if selector == _V3_EXACT_IN:
            return _single(transaction, decode([_V3_SINGLE], body)[0])
        if selector in (_EXACT_ETH_IN, _ETH_FOR_EXACT):
            least, *rest = decode(_ETH_PATH_SWAP, body)
            value = int(transaction["value"], 16)
            exact_in = selector == _EXACT_ETH_IN
            amounts = (value, least) if exact_in else (least, value)
            return _path(transaction, exact_in, amounts, rest)
        if selector in _EXACT_IN | _EXACT_OUT:
            amount, limit, *rest = decode(_PATH_SWAP, body)
            return _path(transaction, selector in _EXACT_IN, (amount, limit), rest)
    except DecodingError:
        return None
    return None


def _path(transaction: dict[str, Any], exact_in: bool, amounts: tuple[int, int], rest: list[Any]) -> Victim | None:
    path, _recipient, by = rest
    if len(path) != _PAIR:
        return None
    return _victim(transaction, path, None, exact_in=exact_in, amounts=amounts, deadline=by)


def _single(transaction: dict[str, Any], fields: tuple[Any, ...]) -> Victim | None:
    token_in, token_out, fee_pips, _recipient, deadline, amount_in, least_out, price_limit_x96 = fields
    if price_limit_x96:  # it may stop early, so what it takes is not its amount
        return None
    amounts = (amount_in, least_out)
    return _victim(transaction, (token_in, token_out), fee_pips, exact_in=True, amounts=amounts, deadline=deadline)


def _victim(
    transaction: dict[str, Any],
    path: tuple[str, ...],
    fee_pips: int | None,
    *,
    exact_in: bool,
    amounts: tuple[int, int],
    deadline: int,
) -> Victim:
    price = transaction["gasPrice"]
    return Victim(
        tx_hash=Hash(transaction["hash"]),
        sender=Address(transaction["from"]),
        router=Address(str(transaction["to"]).lower()),
        token_in=Address(path[0].lower()),
        token_out=Address(path[1].lower()),
        fee_pips=fee_pips,
        exact_in=exact_in,
        amount=amounts[0],
        limit=amounts[1],
        deadline=deadline,
        max_fee_per_gas_wei=int(transaction.get("maxFeePerGas", price), 16),
        max_priority_fee_per_gas_wei=int(transaction.get("maxPriorityFeePerGas", price), 16),
    )
