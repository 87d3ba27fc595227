// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @notice The StableSwap invariant for three coins, in integers.
///
///         With x the balances scaled to 18 decimals, S their sum, n = 3 and Ann = A * n (the pool's A already holds
///         n^(n-1)), D solves
///             Ann * S + D = Ann * D + D^(n+1) / (n^n * x_0 * x_1 * x_2).
///         Both unknowns are found by Newton's iteration; each division rounds down, and the iteration ends when two
///         iterates differ by at most one. Source: the StableSwap whitepaper (Egorov, 2019), integers as in 3pool.
library StableSwapMath {
    uint256 internal constant N = 3;
    uint256 private constant MAX_ROUNDS = 255;

    /// @return d the invariant at scaled balances `xp`; zero for an empty pool
    function invariant(uint256[N] memory xp, uint256 amplification) internal pure returns (uint256 d) {
        uint256 sum = xp[0] + xp[1] + xp[2];
        if (sum == 0) return 0;
        uint256 ann = amplification * N;
        d = sum;
        for (uint256 round; round < MAX_ROUNDS; ++round) {
            uint256 product = d;
            for (uint256 k; k < N; ++k) {
                product = product * d / (xp[k] * N);
            }
            uint256 previous = d;
            d = (ann * sum + product * N) * d / ((ann - 1) * d + (N + 1) * product);
            if (_closeTo(d, previous)) break;
        }
    }

    /// @return y the scaled balance of coin `j` that keeps the invariant when coin `i` has the scaled balance `x`
    function balanceAfter(uint256 i, uint256 j, uint256 x, uint256[N] memory xp, uint256 amplification)
        internal
        pure
        returns (uint256 y)
    {
        uint256 d = invariant(xp, amplification);
        uint256 ann = amplification * N;
        uint256 c = d;
        uint256 sum;
        for (uint256 k; k < N; ++k) {
            if (k == j) continue;
            uint256 balance = k == i ? x : xp[k];
            sum += balance;
            c = c * d / (balance * N);
        }
        c = c * d / (ann * N);
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
