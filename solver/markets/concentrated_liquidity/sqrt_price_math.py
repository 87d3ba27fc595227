"""How amounts move the square root price, and back: Uniswap v3's SqrtPriceMath, roundings and overflow paths included.

All prices are Q64.96 square roots; every rounding favours the pool.
"""

_Q96_BITS = 96
_UINT256 = 1 << 256


def ceil_div(numerator: int, denominator: int) -> int:
    """Quotient rounded up."""
    return -(-numerator // denominator)


def amount0_delta(price_a: int, price_b: int, liquidity: int, *, round_up: bool) -> int:
    """Units of token0 between two prices."""
    low, high = (price_a, price_b) if price_a <= price_b else (price_b, price_a)
    scaled = (liquidity << _Q96_BITS) * (high - low)
    return ceil_div(ceil_div(scaled, high), low) if round_up else scaled // high // low


def amount1_delta(price_a: int, price_b: int, liquidity: int, *, round_up: bool) -> int:
    """Units of token1 between two prices."""
    scaled = liquidity * abs(price_b - price_a)
    return -(-scaled >> _Q96_BITS) if round_up else scaled >> _Q96_BITS


def next_price_from_input(price: int, liquidity: int, amount_in: int, *, zero_for_one: bool) -> int:
    """Price after amount_in (net of fee) has come in."""
    if not zero_for_one:
        return price + (amount_in << _Q96_BITS) // liquidity
    if amount_in == 0:
        return price
    scaled = liquidity << _Q96_BITS
    product = amount_in * price
    if product < _UINT256 and scaled + product < _UINT256:
        return ceil_div(scaled * price, scaled + product)
    return ceil_div(scaled, scaled // price + amount_in)


def next_price_from_output(price: int, liquidity: int, amount_out: int, *, zero_for_one: bool) -> int:
    """Price after amount_out has gone out; the caller knows that so much is there."""
    if zero_for_one:
        return price - ceil_div(amount_out << _Q96_BITS, liquidity)
    scaled = liquidity << _Q96_BITS
    return ceil_div(scaled * price, scaled - amount_out * price)
