// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ISolverExecutor} from "../../src/interfaces/ISolverExecutor.sol";
import {IPoolManager, IUnlockCallback} from "../../src/interfaces/external/IPoolManager.sol";
import {IUniswapV3SwapCallback} from "../../src/interfaces/external/IUniswapV3Pool.sol";
import {Plan} from "../../src/types/Plan.sol";

/// @dev A v3 pool that claims the deltas it was built with, as often as told, and pays nothing.
contract ExecutorFakeV3Pool {
    int256 private immutable _amount0;
    int256 private immutable _amount1;
    uint256 private immutable _times;

    constructor(int256 amount0, int256 amount1, uint256 times) {
        (_amount0, _amount1, _times) = (amount0, amount1, times);
    }

    function swap(address recipient, bool, int256, uint160, bytes calldata data) external returns (int256, int256) {
        for (uint256 k; k < _times; ++k) {
            IUniswapV3SwapCallback(recipient).uniswapV3SwapCallback(_amount0, _amount1, data);
        }
        return (_amount0, _amount1);
    }
}

/// @dev A v3 pool that sends someone else to collect.
contract ExecutorDelegatingV3Pool {
    ExecutorAccomplice public immutable accomplice = new ExecutorAccomplice();

    function swap(address recipient, bool, int256 amount, uint160, bytes calldata) external returns (int256, int256) {
        accomplice.collect(recipient, amount);
        return (amount, amount);
    }
}

contract ExecutorAccomplice {
    function collect(address from, int256 amount) external {
        IUniswapV3SwapCallback(from).uniswapV3SwapCallback(amount, amount, "");
    }
}

/// @dev A StableSwap that takes nothing of its approval and pays nothing.
contract ExecutorIdleStablePool {
    function exchange(int128, int128, uint256, uint256) external {}
}

/// @dev A v2 pair that keeps what it is given.
contract ExecutorKeepingV2Pair {
    function getReserves() external pure returns (uint112, uint112, uint32) {
        return (1e18, 1e18, 0);
    }

    function swap(uint256, uint256, address, bytes calldata) external {}
}

/// @dev A StableSwap that, once called, settles another plan.
contract ExecutorReentrantPool {
    bytes private _settle;

    function prepare(Plan calldata plan) external {
        _settle = abi.encodeCall(ISolverExecutor.settle, (plan));
    }

    function exchange(int128, int128, uint256, uint256) external {
        (bool ok, bytes memory reason) = msg.sender.call(_settle);
        if (ok) return;
        assembly ("memory-safe") {
            revert(add(reason, 0x20), mload(reason))
        }
    }
}

/// @dev A StableSwap that has Uniswap's manager send a wei of ether to whoever calls it.
contract ExecutorEtherGivingPool is IUnlockCallback {
    IPoolManager private immutable _manager;

    constructor(IPoolManager manager) {
        _manager = manager;
    }

    function exchange(int128, int128, uint256, uint256) external {
        _manager.unlock(abi.encode(msg.sender));
    }

    function unlockCallback(bytes calldata data) external returns (bytes memory) {
        _manager.take(address(0), abi.decode(data, (address)), 1 wei);
        _manager.settle{value: 1 wei}();
        return "";
    }
}
