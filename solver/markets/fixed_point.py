"""Unsigned fixed point with 18 decimals as Balancer's contracts have it: each operation names the way it rounds."""

ONE = 10**18
_WORD = 1 << 256


class WordOverflow(ArithmeticError):
    """A number that 256 bits do not hold: the contract would revert."""


def word(value: int) -> int:
    """The value itself, which a contract can hold."""
    if 0 <= value < _WORD:
        return value
    raise WordOverflow


def mul(a: int, b: int) -> int:
    """The integer product."""
    product = a * b
    if product >= _WORD:
        raise WordOverflow
    return product


def mul_down(a: int, b: int) -> int:
    """Product, rounded down."""
    return mul(a, b) // ONE


def mul_up(a: int, b: int) -> int:
    """Product, rounded up."""
    return -(-mul(a, b) // ONE)


def div_down(a: int, b: int) -> int:
    """Quotient, rounded down."""
    return mul(a, ONE) // b


def div_up(a: int, b: int) -> int:
    """Quotient, rounded up."""
    return -(-mul(a, ONE) // b)


def complement(x: int) -> int:
    """1 - x, and 0 from one on."""
    return max(ONE - x, 0)


def without_fee(amount: int, fee_e18: int) -> int:
    """What is left of an amount in units once the fee, rounded up, has been taken."""
    return amount - mul_up(amount, fee_e18)


def with_fee(amount: int, fee_e18: int) -> int:
    """Least amount that leaves this much once the fee has been taken."""
    return div_up(amount, ONE - fee_e18)
