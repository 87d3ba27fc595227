// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Test} from "forge-std/Test.sol";
import {PriceFloor} from "../../src/libraries/PriceFloor.sol";

contract PriceFloorTest is Test {
    function test_productGte_isExactBeyond256Bits() public pure {
        uint256 max = type(uint256).max;
        assertTrue(PriceFloor.productGte(max, max, max, max));
        assertFalse(PriceFloor.productGte(max, max - 1, max, max));
        assertTrue(PriceFloor.productGte(max, max, max, max - 1));
        assertFalse(PriceFloor.productGte(max, 1, max, 2));
        // 2^256 against 2^256 - 1 and itself: only the high words differ in the first.
        assertTrue(PriceFloor.productGte(1 << 128, 1 << 128, max, 1));
        assertFalse(PriceFloor.productGte(max, 1, 1 << 128, 1 << 128));
        assertTrue(PriceFloor.productGte(1 << 128, 1 << 128, 1 << 255, 2));
        assertTrue(PriceFloor.productGte(0, max, max, 0));
        assertFalse(PriceFloor.productGte(0, max, 1, 1));
    }

    function test_fuzz_productGte_equalsPlainArithmetic(uint128 a, uint128 b, uint128 c, uint128 d) public pure {
        assertEq(PriceFloor.productGte(a, b, c, d), uint256(a) * b >= uint256(c) * d);
    }

    /// @dev a * b >= c * d if and only if a >= ceil(c * d / b), with the quotient taken over 512 bits by long division.
    function test_fuzz_productGte_equalsLongDivision(uint256 a, uint256 b, uint256 c, uint256 d) public pure {
        vm.assume(b != 0 && c < b);
        (uint256 quotient, uint256 remainder) = _divide(c, d, b);
        assertEq(PriceFloor.productGte(a, b, c, d), a > quotient || (a == quotient && remainder == 0));
    }

    /// @dev c * d / b bit by bit, for c < b: the quotient is below d.
    function _divide(uint256 c, uint256 d, uint256 b) private pure returns (uint256 quotient, uint256 remainder) {
        for (uint256 bit = 256; bit > 0; --bit) {
            bool carry = remainder > type(uint256).max - remainder;
            unchecked {
                remainder += remainder;
                quotient += quotient;
                if (carry || remainder >= b) (remainder, quotient) = (remainder - b, quotient + 1);
                if (d >> (bit - 1) & 1 == 0) continue;
                carry = remainder > type(uint256).max - c;
                remainder += c;
                if (carry || remainder >= b) (remainder, quotient) = (remainder - b, quotient + 1);
            }
        }
    }
}
