// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {CosignPolicy, IntentCore, Rule, Standard} from "../types/Intent.sol";
import {Cosignature, Fill, Resolved} from "../types/Settlement.sol";
import {CosignatureHash} from "./CosignatureHash.sol";
import {Eip712Words} from "./Eip712Words.sol";
import {Signatures} from "./Signatures.sol";

/// @notice What an auction's award may do to an intent: fix the start of its decay, keep others out for a while,
///         lower spends and raise receives. Never the reverse.
library Cosigning {
    error CosignatureCountRefused(uint256 count);
    error CosignatureOfOtherIntent(bytes32 intentHash);
    error CosignatureOfOtherFill(uint32 fillIndex);
    error CosignatureExpired(uint64 validUntil);
    error DecayStartTooEarly(uint64 decayStart);
    error ExclusivityTooLong(uint64 exclusiveUntil);
    error OverrideTooHigh(uint16 overrideBps);
    error CapsLengthMismatch(uint256 caps);
    error FloorsLengthMismatch(uint256 floors);
    error CosignatureInvalid(address cosigner);
    error NotExclusiveFiller(address filler);

    uint256 private constant BPS = 10_000;

    /// @param domain the reactor's domain separator
    function check(Fill calldata fill, IntentCore calldata intent, bytes32 intentHash, bytes32 domain) internal view {
        Cosignature[] calldata list = fill.cosigned;
        address cosigner = intent.cosign.cosigner;
        // A resolver must never see cosigned data that nobody signed.
        if (list.length != (cosigner == address(0) ? 0 : 1)) revert CosignatureCountRefused(list.length);
        if (list.length == 0) return;
        Cosignature calldata cosigned = list[0];
        if (cosigned.intentHash != intentHash) revert CosignatureOfOtherIntent(cosigned.intentHash);
        if (cosigned.fillIndex != fill.expectedFill) revert CosignatureOfOtherFill(cosigned.fillIndex);
        _checkPolicy(cosigned, intent);
        bytes32 digest = Eip712Words.typedDigest(domain, CosignatureHash.hash(cosigned));
        if (!Signatures.isValid(cosigner, digest, fill.cosignature)) revert CosignatureInvalid(cosigner);
    }

    /// @notice Applies caps, floors and exclusivity to what the resolver chose.
    function tighten(Fill calldata fill, IntentCore calldata intent, Resolved memory resolved) internal view {
        Cosignature[] calldata list = fill.cosigned;
        if (list.length == 0) return;
        Cosignature calldata cosigned = list[0];
        _applyFloors(cosigned.receiveFloors, intent.info.rule == uint8(Rule.ALL), resolved);
        uint256[] calldata caps = cosigned.spendCaps;
        for (uint256 i; i < caps.length; ++i) {
            if (resolved.spend[i] > caps[i]) resolved.spend[i] = caps[i];
        }
        if (block.timestamp <= cosigned.exclusiveUntil && msg.sender != cosigned.exclusiveFiller) {
            _raiseForOutsider(intent, cosigned.overrideBps, resolved.receives);
        }
    }

    function _applyFloors(uint256[] calldata floors, bool all, Resolved memory resolved) private pure {
        for (uint256 j; j < floors.length; ++j) {
            // Of a pair that does not move nothing is owed.
            bool moves = all || resolved.spend[j] != 0;
            if (moves && resolved.receives[j] < floors[j]) resolved.receives[j] = floors[j];
        }
    }

    function _checkPolicy(Cosignature calldata cosigned, IntentCore calldata intent) private view {
        CosignPolicy calldata policy = intent.cosign;
        (uint64 start, uint64 exclusiveUntil, uint16 bps) =
            (cosigned.decayStart, cosigned.exclusiveUntil, cosigned.overrideBps);
        if (block.timestamp > cosigned.validUntil) revert CosignatureExpired(cosigned.validUntil);
        if (start < intent.info.notBefore) revert DecayStartTooEarly(start);
        if (exclusiveUntil > uint256(start) + policy.maxExclusiveSeconds) revert ExclusivityTooLong(exclusiveUntil);
        if (bps > policy.maxOverrideBps) revert OverrideTooHigh(bps);
        uint256 caps = cosigned.spendCaps.length;
        if (caps != 0 && caps != intent.spends.length) revert CapsLengthMismatch(caps);
        uint256 floors = cosigned.receiveFloors.length;
        if (floors != 0 && floors != intent.receives.length) revert FloorsLengthMismatch(floors);
    }

    /// @dev Another filler may pay overrideBps more, rounded up; of a position there is no more, so it stays exclusive.
    function _raiseForOutsider(IntentCore calldata intent, uint256 overrideBps, uint256[] memory amounts) private view {
        if (overrideBps == 0) revert NotExclusiveFiller(msg.sender);
        for (uint256 j; j < amounts.length; ++j) {
            if (intent.receives[j].standard != uint8(Standard.ERC20)) revert NotExclusiveFiller(msg.sender);
            amounts[j] = (amounts[j] * (BPS + overrideBps) + BPS - 1) / BPS;
        }
    }
}
