"""x^y in fixed point, digit by digit as LogExpMath of Balancer v2: exp(y ln x) with the contract's own roundings.

Arguments and results have 18 decimals; inside, logarithms have 20 decimals, or 36 next to one. Signed divisions round
towards zero, as the EVM's do.
"""

from solver.markets.fixed_point import ONE, mul_down, mul_up

E20, E36 = 10**20, 10**36
_NEAR_ONE = 10**17
_HIGHEST_EXPONENT, _LOWEST_EXPONENT = 130 * ONE, -41 * ONE
_MAX_RELATIVE_ERROR = 10**4

# e^128 and e^64 without decimals, their logarithms with 18.
_LARGE = (
    (128 * ONE, 38877084059945950922200000000000000000000000000000000000),
    (64 * ONE, 6235149080811616882910000000),
)

# (logarithm, power of e), both with 20 decimals: 32, 16, 8, 4, 2, 1, 1/2, 1/4; then 1/8 and 1/16, which exp leaves out.
_STEPS = (
    (3200000000000000000000, 7896296018268069516100000000000000),
    (1600000000000000000000, 888611052050787263676000000),
    (800000000000000000000, 298095798704172827474000),
    (400000000000000000000, 5459815003314423907810),
    (200000000000000000000, 738905609893065022723),
    (100000000000000000000, 271828182845904523536),
    (50000000000000000000, 164872127070012814685),
    (25000000000000000000, 128402541668774148407),
)
_FINE_STEPS = ((12500000000000000000, 113314845306682631683), (6250000000000000000, 106449445891785942956))


class ExponentOutOfBounds(ArithmeticError):
    """The power is beyond what the contract computes: it would revert."""


def pow_up(x: int, y: int, *, direct: bool = True) -> int:
    """x^y, never below the true value. direct: powers of 1, 2 and 4 by multiplication, as the second factory has it."""
    if direct and y == ONE:
        return x
    if direct and y == 2 * ONE:
        return mul_up(x, x)
    if direct and y == 4 * ONE:
        square = mul_up(x, x)
        return mul_up(square, square)
    raw = power(x, y)
    return raw + mul_up(raw, _MAX_RELATIVE_ERROR) + 1


def pow_down(x: int, y: int) -> int:
    """x^y, never above the true value."""
    if y == ONE:
        return x
    if y == 2 * ONE:
        return mul_down(x, x)
    if y == 4 * ONE:
        square = mul_down(x, x)
        return mul_down(square, square)
    raw = power(x, y)
    return max(raw - mul_up(raw, _MAX_RELATIVE_ERROR) - 1, 0)


def power(x: int, y: int) -> int:
    """x^y with an error of a few of the last digits either way."""
    if y == 0:
        return ONE
    if x == 0:
        return 0
    if ONE - _NEAR_ONE < x < ONE + _NEAR_ONE:
        logarithm = _ln_near_one(x)
        whole = _towards_zero(logarithm, ONE)
        product = whole * y + _towards_zero((logarithm - whole * ONE) * y, ONE)
    else:
        product = _ln(x) * y
    exponent = _towards_zero(product, ONE)
    if not _LOWEST_EXPONENT <= exponent <= _HIGHEST_EXPONENT:
        raise ExponentOutOfBounds
    return _exp(exponent)


def _exp(x: int) -> int:
    """e^x as a product of known powers of e and the Taylor series of the rest."""
    if x < 0:
        return E36 // _exp(-x)
    first = 1
    for logarithm, grown in _LARGE:
        if x >= logarithm:
            x -= logarithm
            first = grown
            break
    x *= 100
    product = E20
    for logarithm, grown in _STEPS:
        if x >= logarithm:
            x -= logarithm
            product = product * grown // E20
    series, term = E20 + x, x
    for n in range(2, 13):
        term = term * x // E20 // n
        series += term
    return product * series // E20 * first // 100


def _ln(a: int) -> int:
    """Natural logarithm with 18 decimals, for a > 0."""
    if a < ONE:
        return -_ln(E36 // a)
    total = 0
    for logarithm, grown in _LARGE:
        if a >= grown * ONE:
            a //= grown
            total += logarithm
    total *= 100
    a *= 100
    for logarithm, grown in (*_STEPS, *_FINE_STEPS):
        if a >= grown:
            a = a * E20 // grown
            total += logarithm
    return (total + 2 * _area_tangent((a - E20) * E20 // (a + E20), E20, 11)) // 100


def _ln_near_one(x: int) -> int:
    """Natural logarithm with 36 decimals, for x within a tenth of one."""
    x *= ONE
    return 2 * _area_tangent(_towards_zero((x - E36) * E36, x + E36), E36, 15)


def _area_tangent(z: int, one: int, last: int) -> int:
    """Sum z + z^3 / 3 + ... + z^last / last, which is ln((1 + z) / (1 - z)) / 2."""
    squared = z * z // one
    total = term = z
    for n in range(3, last + 1, 2):
        term = _towards_zero(term * squared, one)
        total += _towards_zero(term, n)
    return total


def _towards_zero(a: int, b: int) -> int:
    """Quotient for b > 0, rounded towards zero."""
    return a // b if a >= 0 else -(-a // b)
