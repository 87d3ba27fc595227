// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Plan} from "../types/Plan.sol";
import {IFiller} from "./IFiller.sol";

/// @notice Executes one plan at a time for allow-listed submitters; holds nothing between transactions.
interface ISolverExecutor is IFiller {
    event PlanSettled(bytes32 indexed planHash, address indexed submitter, uint256 builderPaymentWei);
    event SubmitterSet(address indexed submitter, bool allowed);
    event PauseSet(bool paused);

    /// @notice Submitters only. Draws, fills, swaps, checks the floors, pays the builder, leaves the rest in the vault.
    function settle(Plan calldata plan) external;

    /// @notice Submitter or owner: no plan settles until the owner resumes.
    function pause() external;

    /// @notice Owner.
    function unpause() external;
    function setSubmitter(address submitter, bool allowed) external;

    /// @notice Owner. All that is held of a token, or of ether where the token is zero.
    function sweep(address token, address to) external;
    function transferOwnership(address next) external;
    function acceptOwnership() external;
}
