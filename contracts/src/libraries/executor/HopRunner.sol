// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {SafeTransferLib} from "solady/utils/SafeTransferLib.sol";
import {IERC20} from "../../interfaces/external/IERC20.sol";
import {IStableSwap} from "../../interfaces/external/IStableSwap.sol";
import {IUniswapV2Pair} from "../../interfaces/external/IUniswapV2Pair.sol";
import {Family, Hop} from "../../types/Plan.sol";
import {BalancerHops} from "./BalancerHops.sol";
import {ExactApproval} from "./ExactApproval.sol";
import {UniswapV3Hops} from "./UniswapV3Hops.sol";
import {UniswapV4Hops} from "./UniswapV4Hops.sol";

/// @notice Runs one hop on its pool. Targets are typed venues and selectors are fixed here; whoever calls back does so
///         once, for exactly the hop's input.
abstract contract HopRunner is UniswapV3Hops, UniswapV4Hops, BalancerHops {
    using SafeTransferLib for address;

    uint256 private constant PIPS = 1e6;

    function _run(Hop calldata hop) internal {
        // Whoever is called on the way can only raise this balance: no entry point moves a token out but the one payment
        // of the hop itself. A gift could hide a short hop, never a short plan: the floors measure the whole of it.
        // slither-disable-next-line reentrancy-balance
        uint256 before = IERC20(hop.tokenOut).balanceOf(address(this));
        _swap(hop);
        uint256 amountOut = IERC20(hop.tokenOut).balanceOf(address(this)) - before;
        if (amountOut < hop.minOut) revert InsufficientOutput(hop.pool, amountOut, hop.minOut);
    }

    function _swap(Hop calldata hop) private {
        uint8 family = hop.family;
        if (family == uint8(Family.UNISWAP_V2)) _swapV2(hop);
        else if (family == uint8(Family.UNISWAP_V3)) _swapV3(hop);
        else if (family == uint8(Family.STABLESWAP)) _swapStable(hop);
        else if (family == uint8(Family.UNISWAP_V4)) _swapV4(hop);
        else if (family == uint8(Family.BALANCER_WEIGHTED)) _swapBalancer(hop);
        else if (family == uint8(Family.BALANCER_STABLE)) _swapBalancer(hop);
        else revert UnknownFamily(family);
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

    /// @dev The pool's own minimum is left at zero: `_run` measures what arrived.
    function _swapStable(Hop calldata hop) private {
        ExactApproval.grant(hop.tokenIn, hop.pool, hop.amountIn);
        // forge-lint: disable-start(unsafe-typecast)
        int128 coinIn = int128(uint128(hop.param & 0xff));
        int128 coinOut = int128(uint128((hop.param >> 8) & 0xff));
        // forge-lint: disable-end(unsafe-typecast)
        IStableSwap(hop.pool).exchange(coinIn, coinOut, hop.amountIn, 0);
        ExactApproval.revoke(hop.tokenIn, hop.pool);
    }
}
