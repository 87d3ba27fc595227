// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {SafeTransferLib} from "solady/utils/SafeTransferLib.sol";
import {IUniswapV3Pool, IUniswapV3SwapCallback} from "../../interfaces/external/IUniswapV3Pool.sol";
import {Hop} from "../../types/Plan.sol";
import {HopErrors} from "./HopErrors.sol";
import {SqrtPriceLimits} from "./SqrtPriceLimits.sol";

/// @notice Swaps on pools of Uniswap v3: the only pool that may call back is the one being swapped on, once, for
///         exactly the hop's input.
abstract contract UniswapV3Hops is HopErrors, IUniswapV3SwapCallback {
    using SafeTransferLib for address;

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

    function _swapV3(Hop calldata hop) internal {
        // Above this the cast would turn an exact input into an exact output.
        if (hop.amountIn > uint256(type(int256).max)) revert AmountTooLarge(hop.amountIn);
        bool zeroForOne = hop.tokenIn < hop.tokenOut;
        (_expectedPool, _payToken, _payAmount) = (hop.pool, hop.tokenIn, hop.amountIn);
        uint160 limit = SqrtPriceLimits.furthest(zeroForOne);
        // forge-lint: disable-next-line(unsafe-typecast)
        IUniswapV3Pool(hop.pool).swap(address(this), zeroForOne, int256(hop.amountIn), limit, "");
        if (_expectedPool != address(0)) revert CallbackMissing(hop.pool);
    }
}
