// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @notice The furthest a swap may move a pool of Uniswap v3 or v4: one inside the prices that exist.
library SqrtPriceLimits {
    uint160 internal constant LOWEST_X96 = 4295128740;
    uint160 internal constant HIGHEST_X96 = 1461446703485210103287273052203988822378723970341;

    function furthest(bool zeroForOne) internal pure returns (uint160) {
        return zeroForOne ? LOWEST_X96 : HIGHEST_X96;
    }
}
