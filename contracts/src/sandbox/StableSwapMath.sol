// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @notice The StableSwap invariant, in integers.
///
///         With x the balances scaled to 18 decimals, S their sum, n their number and Ann = A * n (the pool's A already
///         holds n^(n-1)), D solves
///             Ann * S + D = Ann * D + D^(n+1) / (n^n * x_0 * ... * x_(n-1)).
///         Both unknowns are found by Newton's iteration; each division rounds down, and the iteration ends when two
///         iterates differ by at most one. Source: the StableSwap whitepaper (Egorov, 2019), integers as in 3pool.
library StableSwapMath {
    uint256 private constant MAX_ROUNDS = 255;

    /// @return d the invariant at scaled balances `xp`; zero for an empty pool
    function invariant(uint256[] memory xp, uint256 amplification) internal pure returns (uint256 d) {
        uint256 n = xp.length;
        uint256 sum;
        for (uint256 k; k < n; ++k) {
            sum += xp[k];
        }
        if (sum == 0) return 0;
        uint256 ann = amplification * n;
        d = sum;
        for (uint256 round; round < MAX_ROUNDS; ++round) {
            uint256 product = d;
            for (uint256 k; k < n; ++k) {
                product = product * d / (xp[k] * n);
            }
            uint256 previous = d;
            d = (ann * sum + product * n) * d / ((ann - 1) * d + (n + 1) * product);
            if (_closeTo(d, previous)) break;
        }
    }

    /// @return y the scaled balance of coin `j` that keeps the invariant when coin `i` has the scaled balance `x`
    function balanceAfter(uint256 i, uint256 j, uint256 x, uint256[] memory xp, uint256 amplification)
        internal
        pure
        returns (uint256 y)
    {
        uint256 d = invariant(xp, amplification);
        uint256 n = xp.length;
        uint256 ann = amplification * n;
        uint256 c = d;
        uint256 sum;
        for (uint256 k; k < n; ++k) {
            if (k == j) continue;
            uint256 balance = k == i ? x : xp[k];
            sum += balance;
            c = c * d / (balance * n);
        }
        c = c * d / (ann * n);
        uint256 b = sum + d / ann;
        y = d;
        for (uint256 round; round < MAX_ROUNDS; ++round) {
            uint256 previous = y;
            y = (y * y + c) / (2 * y + b - d);
            if (_closeTo(y, previous)) break;
        }
    }

    function _closeTo(uint256 a, uint256 b) private pure returns (bool) {
        return a > b ? a - b <= 1 : b - a <= 1;
    }
}
