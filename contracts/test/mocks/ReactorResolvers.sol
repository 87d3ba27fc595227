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

/// @notice Answers every call with the bytes it was given.
contract RawResolver {
    bytes private _answer;

    constructor(bytes memory answer) {
        _answer = answer;
    }

    fallback(bytes calldata) external returns (bytes memory) {
        return _answer;
    }
}

/// @notice Answers with as much memory as its gas buys.
contract BombResolver {
    bool private immutable _reverts;

    constructor(bool reverts) {
        _reverts = reverts;
    }

    fallback() external {
        bool reverts = _reverts;
        assembly {
            let size := 500000
            mstore(0x40, 0) // all of it zero
            if reverts { revert(0, size) }
            return(0, size)
        }
    }
}

/// @notice Burns all the gas it gets.
contract BurningResolver {
    fallback() external {
        assembly ("memory-safe") {
            invalid()
        }
    }
}

/// @notice Tries to keep state of its own.
contract WritingResolver {
    uint256 private _calls;

    fallback() external {
        ++_calls;
    }
}

/// @notice Moves the first pair and reports in nextState what it was shown, so that tests can read it from stateOf.
contract WitnessResolver is IResolver {
    function resolve(
        IntentCore calldata intent,
        HedgeTerms[] calldata terms,
        FillState calldata state,
        Cosignature[] calldata cosigned,
        bytes calldata fillerData
    ) external pure returns (Resolved memory resolved) {
        resolved.spend = new uint256[](intent.spends.length);
        resolved.receives = new uint256[](intent.receives.length);
        (resolved.spend[0], resolved.receives[0]) = (2000e6, 1e18);
        resolved.nextState[0] = keccak256(abi.encode(intent, terms));
        resolved.nextState[1] = keccak256(abi.encode(state));
        resolved.nextState[2] = keccak256(abi.encode(cosigned, fillerData));
    }

    function checkPosition(IntentCore calldata, uint256, uint256) external pure {}
}
