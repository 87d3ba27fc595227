// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {HedgeTerms, IntentCore} from "../types/Intent.sol";
import {Cosignature, FillState, Resolved} from "../types/Settlement.sol";

/// @notice Chooses amounts inside the signed limits. Called by STATICCALL with a gas cap.
interface IResolver {
    /// @param terms empty, or the one signed HedgeTerms if the filler supplied it
    /// @param cosigned empty, or the one verified cosignature
    function resolve(
        IntentCore calldata intent,
        HedgeTerms[] calldata terms,
        FillState calldata state,
        Cosignature[] calldata cosigned,
        bytes calldata fillerData
    ) external view returns (Resolved memory);

    /// @notice Reverts if the position is not as signed.
    function checkPosition(IntentCore calldata intent, uint256 receiveIndex, uint256 positionId) external view;
}
