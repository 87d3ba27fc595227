// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {FixedPointMathLib} from "solady/utils/FixedPointMathLib.sol";
import {PoolKey} from "../../src/interfaces/external/IPoolManager.sol";
import {Family, Hop} from "../../src/types/Plan.sol";
import {BalancerWorld, IBalancerPoolActions} from "../utils/BalancerWorld.sol";
import {UniswapV4World} from "../utils/UniswapV4World.sol";
import {ExecutorMarkets} from "./ExecutorMarkets.sol";

/// @dev Markets of every family, and hops on each. v4: USDC with WETH and USDC with ether; Balancer: USDC with WETH by
///      halves, and DAI with USDC in a composable stable pool.
abstract contract ExecutorVenues is ExecutorMarkets, UniswapV4World, BalancerWorld {
    uint24 internal constant V4_FEE = 500;
    int24 internal constant V4_SPACING = 10;
    address internal weightedPool;
    address internal composablePool;

    function deployVenues() internal {
        deployMarkets();
        deployManager();
        fillV4(keyOf(address(usdc), address(weth), V4_FEE, V4_SPACING, address(0)));
        fillV4(keyOf(address(usdc), address(0), V4_FEE, V4_SPACING, address(0)));
        deployVault(address(weth));
        _deployWeighted();
        _deployComposable();
    }

    /// @dev Initialises a pool of USDC with WETH or ether at 2000 USDC, with liquidity around it.
    function fillV4(PoolKey memory key) internal {
        fillV4(key, 6000, 5e17);
    }

    /// @param width ticks on each side of the price
    function fillV4(PoolKey memory key, int24 width, uint128 liquidity) internal {
        bool usdcFirst = key.currency0 == address(usdc);
        (uint256 amount0, uint256 amount1) =
            usdcFirst ? (uint256(2000e6), uint256(1e18)) : (uint256(1e18), uint256(2000e6));
        // forge-lint: disable-next-line(unsafe-typecast)
        int24 tick = manager.initialize(key, uint160(FixedPointMathLib.sqrt((amount1 << 192) / amount0)));
        int24 centre = tick / key.tickSpacing * key.tickSpacing;
        addLiquidity(key, centre - width, centre + width, liquidity);
    }

    function giveToManager(address token, uint256 amount) internal override {
        give(token, address(manager), amount);
    }

    function mint(address token, uint256 amount) internal override {
        give(token, address(this), amount);
    }

    // ---------------------------------------------------------------- hops

    function v2Hop(address tokenIn, address tokenOut, uint256 amountIn) internal view returns (Hop memory) {
        return Hop(uint8(Family.UNISWAP_V2), address(v2Pair), tokenIn, tokenOut, amountIn, 0, 3000);
    }

    function v3Hop(address tokenIn, address tokenOut, uint256 amountIn) internal view returns (Hop memory) {
        return Hop(uint8(Family.UNISWAP_V3), address(v3Pool), tokenIn, tokenOut, amountIn, 0, 0);
    }

    function stableHop(uint256 i, uint256 j, uint256 amountIn) internal view returns (Hop memory) {
        (address coinIn, address coinOut) = (stable.coins(i), stable.coins(j));
        return Hop(uint8(Family.STABLESWAP), address(stable), coinIn, coinOut, amountIn, 0, i | (j << 8));
    }

    function v4Hop(address tokenIn, address tokenOut, uint256 amountIn) internal view returns (Hop memory) {
        return hookedHop(tokenIn, tokenOut, amountIn, address(0));
    }

    /// @dev On the pool with those hooks.
    function hookedHop(address tokenIn, address tokenOut, uint256 amountIn, address hooks)
        internal
        view
        returns (Hop memory)
    {
        // forge-lint: disable-next-line(unsafe-typecast)
        uint256 param = uint256(V4_FEE) | uint256(uint24(V4_SPACING)) << 24 | uint256(uint160(hooks)) << 48;
        return Hop(uint8(Family.UNISWAP_V4), address(manager), tokenIn, tokenOut, amountIn, 0, param);
    }

    /// @dev On the pool that holds ether where `hop` says WETH.
    function onEther(Hop memory hop) internal pure returns (Hop memory) {
        hop.param |= 1 << 208;
        return hop;
    }

    function weightedHop(address tokenIn, address tokenOut, uint256 amountIn) internal view returns (Hop memory) {
        return _balancerHop(Family.BALANCER_WEIGHTED, weightedPool, tokenIn, tokenOut, amountIn);
    }

    function composableHop(address tokenIn, address tokenOut, uint256 amountIn) internal view returns (Hop memory) {
        return _balancerHop(Family.BALANCER_STABLE, composablePool, tokenIn, tokenOut, amountIn);
    }

    function _balancerHop(Family family, address pool, address tokenIn, address tokenOut, uint256 amountIn)
        private
        view
        returns (Hop memory)
    {
        uint256 poolId = uint256(IBalancerPoolActions(pool).getPoolId());
        return Hop(uint8(family), pool, tokenIn, tokenOut, amountIn, 0, poolId);
    }

    function _deployWeighted() private {
        (address[] memory tokens, uint256[] memory amounts) =
            _pair(address(usdc), 10_000_000e6, address(weth), 5_000e18);
        uint256[] memory halves = new uint256[](2);
        (halves[0], halves[1]) = (0.5e18, 0.5e18);
        weightedPool = deployWeighted(tokens, halves, amounts, 0.001e18);
    }

    function _deployComposable() private {
        (address[] memory tokens, uint256[] memory amounts) =
            _pair(address(dai), 10_000_000e18, address(usdc), 10_000_000e6);
        composablePool = deployComposableStable(tokens, amounts, 500, 0.0001e18, new address[](2), 0);
    }

    function _pair(address a, uint256 amountA, address b, uint256 amountB)
        private
        pure
        returns (address[] memory tokens, uint256[] memory amounts)
    {
        (tokens, amounts) = (new address[](2), new uint256[](2));
        (tokens[0], amounts[0], tokens[1], amounts[1]) = a < b ? (a, amountA, b, amountB) : (b, amountB, a, amountA);
    }
}
