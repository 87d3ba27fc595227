"""Calls of the Universal Router and of the v4 quoter, as their published documentation has them."""

from eth_abi.abi import encode

from solver.domain.pool_key import PoolKey
from solver.domain.primitives import Address
from solver.sandbox.chain.abi import calldata
from solver.sandbox.chain.addresses import MULTICALL3

V3_SWAP_EXACT_IN, V2_SWAP_EXACT_IN, V4_SWAP = 0x00, 0x08, 0x10
SWAP_EXACT_IN_SINGLE, SWAP_EXACT_OUT_SINGLE, SETTLE_ALL, TAKE_ALL = 0x06, 0x08, 0x0C, 0x0F
NO_LIMIT = 2**128 - 1
FOREVER = 2**40
ETHER = Address("0x" + "00" * 20)

_KEY = "(address,address,uint24,int24,address)"
Fields = tuple[Address, Address, int, int, Address]


def fields(key: PoolKey) -> Fields:
    """The key as the ABI has it."""
    return key.currency0, key.currency1, key.fee, key.tick_spacing, key.hooks


def execute(*commands: tuple[int, bytes]) -> str:
    """Calldata of commands with their inputs."""
    names, inputs = bytes(name for name, _ in commands), [given for _, given in commands]
    return calldata("execute(bytes,bytes[],uint256)", names, inputs, FOREVER)


def v2_exact_in(recipient: Address, amount_in: int, path: tuple[Address, ...]) -> tuple[int, bytes]:
    """Paid by the caller, through Permit2."""
    types = ["address", "uint256", "uint256", "address[]", "bool"]
    return V2_SWAP_EXACT_IN, encode(types, [recipient, amount_in, 0, path, True])


def v3_exact_in(recipient: Address, amount_in: int, path: tuple[Address, ...], fee_pips: int) -> tuple[int, bytes]:
    """Paid by the caller, through Permit2."""
    packed = bytes.fromhex(path[0][2:]) + fee_pips.to_bytes(3, "big") + bytes.fromhex(path[1][2:])
    return V3_SWAP_EXACT_IN, encode(
        ["address", "uint256", "uint256", "bytes", "bool"], [recipient, amount_in, 0, packed, True]
    )


def v4_swap(key: PoolKey, amount: int, *, zero_for_one: bool, exact_in: bool) -> tuple[int, bytes]:
    """Paid and received by the caller: in ether where the pool holds ether."""
    action = SWAP_EXACT_IN_SINGLE if exact_in else SWAP_EXACT_OUT_SINGLE
    limit = 0 if exact_in else NO_LIMIT
    swap = encode([f"({_KEY},bool,uint128,uint128,bytes)"], [(fields(key), zero_for_one, amount, limit, b"")])
    paid, received = (key.currency0, key.currency1) if zero_for_one else (key.currency1, key.currency0)
    parameters = [
        swap,
        encode(["address", "uint256"], [paid, 2**256 - 1]),
        encode(["address", "uint256"], [received, 0]),
    ]
    return V4_SWAP, encode(["bytes", "bytes[]"], [bytes([action, SETTLE_ALL, TAKE_ALL]), parameters])


def v4_quote(key: PoolKey, amount: int, *, zero_for_one: bool, exact_in: bool) -> str:
    """Calldata of V4Quoter."""
    name = "quoteExactInputSingle" if exact_in else "quoteExactOutputSingle"
    return calldata(f"{name}(({_KEY},bool,uint128,bytes))", (fields(key), zero_for_one, amount, b""))


def holding(currency: Address, holder: Address) -> tuple[Address, str]:
    """The read of a holder's units of a token, or its wei."""
    if currency == ETHER:
        return MULTICALL3, calldata("getEthBalance(address)", holder)
    return currency, calldata("balanceOf(address)", holder)
