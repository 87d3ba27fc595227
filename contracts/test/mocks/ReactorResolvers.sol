// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IResolver} from "../../src/interfaces/IResolver.sol";
import {HedgeTerms, IntentCore, Receive} from "../../src/types/Intent.sol";
import {Cosignature, FillState, Resolved} from "../../src/types/Settlement.sol";
import {PositionToken} from "./ReactorTokens.sol";

/// @notice Returns whatever the filler asks for, so that the reactor alone protects the trader.
contract ObedientResolver is IResolver {
    error PositionDiffers(uint256 id);

    function resolve(
        IntentCore calldata,
        HedgeTerms[] calldata,
        FillState calldata,
        Cosignature[] calldata,
        bytes calldata fillerData
    ) external pure returns (Resolved memory resolved) {
        (resolved.spend, resolved.receives, resolved.nextState) =
            abi.decode(fillerData, (uint256[], uint256[], bytes32[3]));
    }

    function checkPosition(IntentCore calldata intent, uint256 receiveIndex, uint256 id) external view {
        Receive calldata want = intent.receives[receiveIndex];
        if (PositionToken(want.token).termsOf(id) != want.positionHash) revert PositionDiffers(id);
    }
}
