// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @dev The views of a v3 pool at any tick and spacing, with nothing initialised.
contract ExecutorFakeV3State {
    address public constant token0 = address(1);
    address public constant token1 = address(2);
    uint24 public constant fee = 500;
    uint128 public constant liquidity = 1;
    int24 public immutable tickSpacing;
    int24 private immutable _tick;

    constructor(int24 tick, int24 tickSpacing_) {
        (_tick, tickSpacing) = (tick, tickSpacing_);
    }

    function slot0() external view returns (uint160, int24) {
        return (1 << 96, _tick);
    }

    function tickBitmap(int16) external pure returns (uint256) {
        return 0;
    }
}
