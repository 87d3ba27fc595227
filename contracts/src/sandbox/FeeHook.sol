// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {PoolKey, SwapParams} from "../interfaces/external/IPoolManager.sol";

interface IDynamicFees {
    function updateDynamicLPFee(PoolKey calldata key, uint24 newDynamicLPFee) external;
}

/// @notice Hooks of Uniswap v4 pools whose fee moves: anyone may set it. At an address with the flag of `beforeSwap`,
///         every swap pays another fee than the one the manager shows.
contract FeeHook {
    uint24 private constant OVERRIDE_FLAG = 0x400000;

    IDynamicFees public immutable manager;
    uint24 public immutable overridingPips;

    constructor(IDynamicFees manager_, uint24 overridingPips_) {
        (manager, overridingPips) = (manager_, overridingPips_);
    }

    /// @notice Set what the pool's liquidity providers take from now on.
    function setFee(PoolKey calldata key, uint24 feePips) external {
        manager.updateDynamicLPFee(key, feePips);
    }

    /// @return selector that of this function
    /// @return delta none
    /// @return feePips with the bit that makes the manager take it for this swap
    function beforeSwap(address, PoolKey calldata, SwapParams calldata, bytes calldata)
        external
        view
        returns (bytes4 selector, int256 delta, uint24 feePips)
    {
        return (this.beforeSwap.selector, 0, overridingPips | OVERRIDE_FLAG);
    }
}
