// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @notice Exact comparison of two prices given as fractions, without a division that would round.
library PriceFloor {
    /// @return whether a * b >= c * d, over 512-bit products
    function productGte(uint256 a, uint256 b, uint256 c, uint256 d) internal pure returns (bool) {
        (uint256 leftHigh, uint256 leftLow) = _fullMul(a, b);
        (uint256 rightHigh, uint256 rightLow) = _fullMul(c, d);
        return leftHigh > rightHigh || (leftHigh == rightHigh && leftLow >= rightLow);
    }

    /// @dev x * y mod (2^256 - 1) and mod 2^256 determine the 512-bit product.
    function _fullMul(uint256 x, uint256 y) private pure returns (uint256 high, uint256 low) {
        assembly ("memory-safe") {
            let modulo := mulmod(x, y, not(0))
            low := mul(x, y)
            high := sub(sub(modulo, low), lt(modulo, low))
        }
    }
}
