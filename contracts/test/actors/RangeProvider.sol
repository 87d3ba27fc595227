// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {SafeTransferLib} from "solady/utils/SafeTransferLib.sol";
import {IUniswapV3Pool, IUniswapV3SwapCallback} from "../../src/interfaces/external/IUniswapV3Pool.sol";

interface IMintable {
    function mint(address recipient, int24 tickLower, int24 tickUpper, uint128 amount, bytes calldata data)
        external
        returns (uint256 amount0, uint256 amount1);
}

/// @notice Puts positions of exactly given liquidity into a pool of Uniswap v3, and moves its price to exactly a given
///         one, out of what it holds. Whoever calls it may spend that.
contract RangeProvider is IUniswapV3SwapCallback {
    using SafeTransferLib for address;

    struct Range {
        int24 lower;
        int24 upper;
        uint128 liquidity;
    }

    function give(address token, address to, uint256 amount) external {
        token.safeTransfer(to, amount);
    }

    function provide(address pool, Range[] calldata ranges) external {
        for (uint256 i; i < ranges.length; ++i) {
            Range calldata range = ranges[i];
            IMintable(pool).mint(address(this), range.lower, range.upper, range.liquidity, "");
        }
    }

    function moveTo(IUniswapV3Pool pool, uint160 sqrtPriceX96) external {
        (uint160 price,) = pool.slot0();
        if (price != sqrtPriceX96) {
            pool.swap(address(this), sqrtPriceX96 < price, type(int128).max, sqrtPriceX96, "");
        }
    }

    function uniswapV3MintCallback(uint256 amount0, uint256 amount1, bytes calldata) external {
        _pay(amount0, amount1);
    }

    function uniswapV3SwapCallback(int256 amount0Delta, int256 amount1Delta, bytes calldata) external {
        // Only what is positive is paid.
        // forge-lint: disable-next-line(unsafe-typecast)
        _pay(amount0Delta > 0 ? uint256(amount0Delta) : 0, amount1Delta > 0 ? uint256(amount1Delta) : 0);
    }

    function _pay(uint256 amount0, uint256 amount1) private {
        if (amount0 != 0) IUniswapV3Pool(msg.sender).token0().safeTransfer(msg.sender, amount0);
        if (amount1 != 0) IUniswapV3Pool(msg.sender).token1().safeTransfer(msg.sender, amount1);
    }
}
