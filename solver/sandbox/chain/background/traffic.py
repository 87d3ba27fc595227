"""The rest of the network: gas that others use, so that the base fee lives instead of dying away.

A block of the twin holds a few transactions; by EIP-1559 its base fee would sink to nothing within minutes, and no
comparison net of gas would mean anything. One transaction a block uses about what mainnet's others would.
"""

from math import exp, isqrt
from random import Random

from solver.domain.primitives import Address
from solver.sandbox.chain.abi import calldata
from solver.sandbox.chain.anvil import FIRST_BASE_FEE_WEI, GAS_LIMIT
from solver.sandbox.chain.background.swaps import Action
from solver.sandbox.chain.keys import roles

TARGET_GAS = GAS_LIMIT // 2
MAX_GAS = GAS_LIMIT * 8 // 10
_NOISE = 0.4
_INTRINSIC_GAS = 21_700
_LOWEST_TIP_WEI = 1


def traffic(rng: Random, sink: Address, base_fee_wei: int) -> Action:
    """One transaction that uses the target: less when gas is dear, more when it is cheap; ranked after all others."""
    wanted = TARGET_GAS * FIRST_BASE_FEE_WEI // max(base_fee_wei, 1)
    gas = min(round(wanted * exp(rng.gauss(0, _NOISE))), MAX_GAS)
    words = _words(max(gas - _INTRINSIC_GAS, 0))
    data = calldata("use(uint256)", 32 * words)
    return Action(roles()["rest-of-network"], sink, "0x" + data[10:], gas + _INTRINSIC_GAS, _LOWEST_TIP_WEI)


def _words(gas: int) -> int:
    """The memory words whose expansion costs that much gas, rounded down: 3 w + w^2 / 512."""
    return (isqrt((3 * 512) ** 2 + 4 * 512 * gas) - 3 * 512) // 2
