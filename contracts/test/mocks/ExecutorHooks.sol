// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IPoolManager, PoolKey, SwapParams} from "../../src/interfaces/external/IPoolManager.sol";
import {ExecutorKnocker} from "./ExecutorKnocker.sol";

/// @dev The bits of a hooks address by which the manager knows what to call.
uint160 constant BEFORE_SWAP = 1 << 7;
uint160 constant AFTER_SWAP = 1 << 6;
uint160 constant BEFORE_SWAP_RETURNS_DELTA = 1 << 3;
uint160 constant AFTER_SWAP_RETURNS_DELTA = 1 << 2;

/// @dev Knocks before a swap.
contract ExecutorKnockingHook is ExecutorKnocker {
    receive() external payable {}

    function beforeSwap(address, PoolKey calldata, SwapParams calldata, bytes calldata)
        external
        returns (bytes4, int256, uint24)
    {
        _knock();
        return (this.beforeSwap.selector, 0, 0);
    }
}

/// @dev Keeps a part of what a swap gives, or of what it is given.
contract ExecutorTakingHook {
    IPoolManager private immutable _manager;
    int128 private immutable _share;

    constructor(IPoolManager manager, int128 share) {
        (_manager, _share) = (manager, share);
    }

    function beforeSwap(address, PoolKey calldata key, SwapParams calldata params, bytes calldata)
        external
        returns (bytes4, int256, uint24)
    {
        _take(params.zeroForOne ? key.currency0 : key.currency1);
        return (this.beforeSwap.selector, int256(_share) << 128, 0);
    }

    function afterSwap(address, PoolKey calldata key, SwapParams calldata params, int256, bytes calldata)
        external
        returns (bytes4, int128)
    {
        _take(params.zeroForOne ? key.currency1 : key.currency0);
        return (this.afterSwap.selector, _share);
    }

    function _take(address currency) private {
        // forge-lint: disable-next-line(unsafe-typecast)
        _manager.take(currency, address(this), uint256(int256(_share)));
    }
}

/// @dev Leaves a currency synced after a swap.
contract ExecutorSyncingHook {
    IPoolManager private immutable _manager;
    address private immutable _currency;

    constructor(IPoolManager manager, address currency) {
        (_manager, _currency) = (manager, currency);
    }

    function afterSwap(address, PoolKey calldata, SwapParams calldata, int256, bytes calldata)
        external
        returns (bytes4, int128)
    {
        _manager.sync(_currency);
        return (this.afterSwap.selector, 0);
    }
}

/// @dev Has the manager send ether of its own to the swapper.
contract ExecutorGivingHook {
    IPoolManager private immutable _manager;
    uint256 private immutable _gift;

    constructor(IPoolManager manager, uint256 gift) {
        (_manager, _gift) = (manager, gift);
    }

    function afterSwap(address swapper, PoolKey calldata, SwapParams calldata, int256, bytes calldata)
        external
        returns (bytes4, int128)
    {
        _manager.take(address(0), swapper, _gift);
        _manager.sync(address(0));
        _manager.settle{value: _gift}();
        return (this.afterSwap.selector, 0);
    }
}
