// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IUniswapV3SwapCallback} from "../../src/interfaces/external/IUniswapV3Pool.sol";

/// @dev Answers every call by reverting with `size` bytes.
contract ExecutorRevertBomb {
    uint256 private immutable _size;

    constructor(uint256 size) {
        _size = size;
    }

    fallback() external {
        uint256 size = _size;
        assembly {
            revert(0, size)
        }
    }
}

/// @dev Answers every call with `size` bytes of zeros.
contract ExecutorReturnBomb {
    uint256 private immutable _size;

    constructor(uint256 size) {
        _size = size;
    }

    fallback() external {
        uint256 size = _size;
        assembly {
            return(0, size)
        }
    }
}

/// @dev Burns all gas it is given.
contract ExecutorGasGriefer {
    fallback() external {
        assembly {
            invalid()
        }
    }
}

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

/// @dev Takes a StableSwap hop's approval in part, or not at all, and pays nothing.
contract ExecutorIdleStablePool {
    function exchange(int128, int128, uint256, uint256) external {}
}

/// @dev A v2 pair of its own invention: says it has reserves and pays what it was given beforehand.
contract ExecutorFakeV2Pair {
    function getReserves() external pure returns (uint112, uint112, uint32) {
        return (1e30, 1e30, 0);
    }

    function swap(uint256, uint256, address, bytes calldata) external {}
}
