// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @notice The part of 3pool's ABI that is used here.
interface IStableSwap {
    function coins(uint256 index) external view returns (address);
    function balances(uint256 index) external view returns (uint256);
    function A() external view returns (uint256);
    function fee() external view returns (uint256);
    function admin_fee() external view returns (uint256);
    function exchange(int128 i, int128 j, uint256 dx, uint256 min_dy) external;
}
