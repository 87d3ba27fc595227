// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @notice Of Uniswap v4's PoolManager: any of its storage words.
interface IExtsload {
    function extsload(bytes32 slot) external view returns (bytes32);
    function extsload(bytes32[] calldata slots) external view returns (bytes32[] memory);
}
