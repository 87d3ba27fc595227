// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {SafeTransferLib} from "solady/utils/SafeTransferLib.sol";
import {IERC20} from "../../interfaces/external/IERC20.sol";
import {IStableSwap} from "../../interfaces/external/IStableSwap.sol";
import {IUniswapV2Pair} from "../../interfaces/external/IUniswapV2Pair.sol";
import {IUniswapV3Pool, IUniswapV3SwapCallback} from "../../interfaces/external/IUniswapV3Pool.sol";
import {Family, Hop} from "../../types/Plan.sol";
import {ExactApproval} from "./ExactApproval.sol";

/// @notice Runs one hop on its pool. Targets are typed pools and selectors are fixed here; the only pool that may call
///         back is the one being swapped on, once, for exactly the hop's input.
abstract contract HopRunner is IUniswapV3SwapCallback {
    using SafeTransferLib for address;

    error UnknownFamily(uint8 family);
    error AmountTooLarge(uint256 amount);
    error InsufficientOutput(address pool, uint256 amountOut, uint256 minOut);
    error UnexpectedCallback(address caller);
    error CallbackMissing(address pool);
    error WrongPayment(address pool, int256 amount0Delta, int256 amount1Delta, uint256 expected);

    uint256 private constant PIPS = 1e6;
    uint160 private constant LOWEST_SQRT_PRICE_X96 = 4295128740;
    uint160 private constant HIGHEST_SQRT_PRICE_X96 = 1461446703485210103287273052203988822378723970341;

    address private transient _expectedPool;
    address private transient _payToken;
    uint256 private transient _payAmount;

    /// @inheritdoc IUniswapV3SwapCallback
    function uniswapV3SwapCallback(int256 amount0Delta, int256 amount1Delta, bytes calldata) external {
        if (msg.sender != _expectedPool) revert UnexpectedCallback(msg.sender);
        _expectedPool = address(0);
        uint256 amount = _payAmount;
        int256 owed = amount0Delta > 0 ? amount0Delta : amount1Delta;
        // A negative number becomes larger than any amount that is swapped.
        // forge-lint: disable-next-line(unsafe-typecast)
        if (uint256(owed) != amount) revert WrongPayment(msg.sender, amount0Delta, amount1Delta, amount);
        _payToken.safeTransfer(msg.sender, amount);
    }

    function _run(Hop calldata hop) internal {
        // Whoever is called on the way can only raise this balance: no entry point moves a token out but the one payment
        // of the hop itself. A gift could hide a short hop, never a short plan: the floors measure the whole of it.
        // slither-disable-next-line reentrancy-balance
        uint256 before = IERC20(hop.tokenOut).balanceOf(address(this));
        if (hop.family == uint8(Family.UNISWAP_V2)) _swapV2(hop);
        else if (hop.family == uint8(Family.UNISWAP_V3)) _swapV3(hop);
        else if (hop.family == uint8(Family.STABLESWAP)) _swapStable(hop);
        else revert UnknownFamily(hop.family);
        uint256 amountOut = IERC20(hop.tokenOut).balanceOf(address(this)) - before;
        if (amountOut < hop.minOut) revert InsufficientOutput(hop.pool, amountOut, hop.minOut);
    }

    /// @dev The output is rounded down from the reserves, never from balances that a gift could raise.
    function _swapV2(Hop calldata hop) private {
        bool zeroForOne = hop.tokenIn < hop.tokenOut;
        (uint256 reserveIn, uint256 reserveOut,) = IUniswapV2Pair(hop.pool).getReserves();
        if (!zeroForOne) (reserveIn, reserveOut) = (reserveOut, reserveIn);
        uint256 netIn = hop.amountIn * (PIPS - hop.param);
        uint256 amountOut = netIn * reserveOut / (reserveIn * PIPS + netIn);
        hop.tokenIn.safeTransfer(hop.pool, hop.amountIn);
        (uint256 out0, uint256 out1) = zeroForOne ? (uint256(0), amountOut) : (amountOut, uint256(0));
        IUniswapV2Pair(hop.pool).swap(out0, out1, address(this), "");
    }

    function _swapV3(Hop calldata hop) private {
        // Above this the cast would turn an exact input into an exact output.
        if (hop.amountIn > uint256(type(int256).max)) revert AmountTooLarge(hop.amountIn);
        bool zeroForOne = hop.tokenIn < hop.tokenOut;
        (_expectedPool, _payToken, _payAmount) = (hop.pool, hop.tokenIn, hop.amountIn);
        uint160 limit = zeroForOne ? LOWEST_SQRT_PRICE_X96 : HIGHEST_SQRT_PRICE_X96;
        // forge-lint: disable-next-line(unsafe-typecast)
        IUniswapV3Pool(hop.pool).swap(address(this), zeroForOne, int256(hop.amountIn), limit, "");
        if (_expectedPool != address(0)) revert CallbackMissing(hop.pool);
    }

    /// @dev The pool's own minimum is left at zero: `_run` measures what arrived.
    function _swapStable(Hop calldata hop) private {
        ExactApproval.grant(hop.tokenIn, hop.pool, hop.amountIn);
        int128 coinIn = int128(uint128(hop.param & 0xff));
        int128 coinOut = int128(uint128((hop.param >> 8) & 0xff));
        IStableSwap(hop.pool).exchange(coinIn, coinOut, hop.amountIn, 0);
        ExactApproval.revoke(hop.tokenIn, hop.pool);
    }
}
