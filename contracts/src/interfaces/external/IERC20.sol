// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @notice The reads of an ERC20. Writes go through SafeTransferLib, since some tokens return nothing.
interface IERC20 {
    function balanceOf(address holder) external view returns (uint256);
    function allowance(address holder, address spender) external view returns (uint256);
}
