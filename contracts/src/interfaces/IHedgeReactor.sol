// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Fill, FillState} from "../types/Settlement.sol";

/// @notice Settles signed hedge intents. It enforces every limit that protects the trader.
interface IHedgeReactor {
    event Settled(
        bytes32 indexed intentHash,
        address indexed filler,
        address indexed swapper,
        uint32 fillIndex,
        uint256[] spent,
        uint256[] received
    );
    event Cancelled(address indexed swapper, uint256 nonce);
    event CancelledIssuedBefore(address indexed swapper, uint64 issuedAt);

    /// @notice Settles one intent. With empty `callbackData` the caller already holds the receives.
    function execute(Fill calldata fill, bytes calldata callbackData) external;

    /// @notice Settles several intents around one callback; no intent twice.
    function executeBatch(Fill[] calldata fills, bytes calldata callbackData) external;

    /// @notice Revokes the caller's STANDING nonces.
    function cancel(uint256[] calldata standingNonces) external;

    /// @notice Revokes every STANDING intent of the caller issued before `issuedAt`. Never moves backwards.
    /// @dev An intent dated later stays, and cannot be filled before its date; `cancel` revokes it by its nonce.
    function cancelIssuedBefore(uint64 issuedAt) external;

    /// @param spends number of spends of the intent
    function stateOf(bytes32 intentHash, uint256 spends)
        external
        view
        returns (FillState memory state, uint256[] memory spentTotal);

    /// @return whether a STANDING nonce of `swapper` is cancelled
    function isCancelled(address swapper, uint256 nonce) external view returns (bool);

    function minIssuedAt(address swapper) external view returns (uint64);
}
