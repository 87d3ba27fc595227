// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @notice Why a hop of any family is refused.
abstract contract HopErrors {
    error UnknownFamily(uint8 family);
    error VenueAbsent(uint8 family);
    error NotTheManager(address pool);
    error WrongPoolId(address pool, bytes32 poolId);
    error AmountTooLarge(uint256 amount);
    error InsufficientOutput(address pool, uint256 amountOut, uint256 minOut);
    error UnexpectedCallback(address caller);
    error CallbackMissing(address pool);
    error WrongPayment(address pool, int256 amount0Delta, int256 amount1Delta, uint256 expected);
    error UnexpectedEther(address sender);
}
