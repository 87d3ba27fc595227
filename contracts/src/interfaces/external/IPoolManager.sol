// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @notice What makes a Uniswap v4 pool.
/// @param currency0,currency1 ascending; zero is ether
/// @param fee pips (1e6 = 100 %), or 0x800000 where the hooks set it
struct PoolKey {
    address currency0;
    address currency1;
    uint24 fee;
    int24 tickSpacing;
    address hooks;
}

/// @param amountSpecified units of the input, negated; positive would be an exact output
struct SwapParams {
    bool zeroForOne;
    int256 amountSpecified;
    uint160 sqrtPriceLimitX96;
}

/// @notice The part of Uniswap v4's PoolManager that is used here.
interface IPoolManager {
    function unlock(bytes calldata data) external returns (bytes memory);

    /// @return delta amount0 in the upper half, amount1 in the lower; negative is owed by the caller
    function swap(PoolKey calldata key, SwapParams calldata params, bytes calldata hookData)
        external
        returns (int256 delta);
    function sync(address currency) external;
    function settle() external payable returns (uint256 paid);
    function take(address currency, address to, uint256 amount) external;
}

interface IUnlockCallback {
    function unlockCallback(bytes calldata data) external returns (bytes memory);
}
