// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @notice The part of Balancer v2's Vault that is used here.
interface IBalancerVault {
    enum SwapKind {
        GIVEN_IN,
        GIVEN_OUT
    }

    /// @param poolId the pool's address in its first 20 bytes
    struct SingleSwap {
        bytes32 poolId;
        SwapKind kind;
        address assetIn;
        address assetOut;
        uint256 amount;
        bytes userData;
    }

    struct FundManagement {
        address sender;
        bool fromInternalBalance;
        address payable recipient;
        bool toInternalBalance;
    }

    /// @param limit least amount out of a GIVEN_IN swap
    /// @param deadline unix seconds, inclusive
    function swap(SingleSwap calldata singleSwap, FundManagement calldata funds, uint256 limit, uint256 deadline)
        external
        payable
        returns (uint256 amountOut);
}
