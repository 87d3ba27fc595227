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
    function check(Fill calldata fill, bytes32 intentHash, bytes32 domain) internal view {
        CosignPolicy calldata policy = fill.intent.cosign;
        uint256 required = policy.cosigner == address(0) ? 0 : 1;
        // A resolver must never see cosigned data that nobody signed.
        if (fill.cosigned.length != required) revert CosignatureCountRefused(fill.cosigned.length);
        if (required == 0) return;
        Cosignature calldata cosigned = fill.cosigned[0];
        if (cosigned.intentHash != intentHash) revert CosignatureOfOtherIntent(cosigned.intentHash);
        if (cosigned.fillIndex != fill.expectedFill) revert CosignatureOfOtherFill(cosigned.fillIndex);
        _checkPolicy(cosigned, fill.intent);
        bytes32 digest = Eip712Words.typedDigest(domain, CosignatureHash.hash(cosigned));
        if (!Signatures.isValid(policy.cosigner, digest, fill.cosignature)) revert CosignatureInvalid(policy.cosigner);
    }

    /// @notice Applies caps, floors and exclusivity to what the resolver chose.
    function tighten(Fill calldata fill, Resolved memory resolved) internal view {
        if (fill.cosigned.length == 0) return;
        Cosignature calldata cosigned = fill.cosigned[0];
        bool all = fill.intent.info.rule == uint8(Rule.ALL);
        uint256[] calldata floors = cosigned.receiveFloors;
        for (uint256 j; j < floors.length; ++j) {
            // Of a pair that does not move nothing is owed.
            bool moves = all || resolved.spend[j] != 0;
            if (moves && resolved.receives[j] < floors[j]) resolved.receives[j] = floors[j];
        }
        uint256[] calldata caps = cosigned.spendCaps;
        for (uint256 i; i < caps.length; ++i) {
            if (resolved.spend[i] > caps[i]) resolved.spend[i] = caps[i];
        }
        if (block.timestamp <= cosigned.exclusiveUntil && msg.sender != cosigned.exclusiveFiller) {
            _raiseForOutsider(fill.intent, cosigned.overrideBps, resolved.receives);
        }
    }

    function _checkPolicy(Cosignature calldata cosigned, IntentCore calldata intent) private view {
        CosignPolicy calldata policy = intent.cosign;
        if (block.timestamp > cosigned.validUntil) revert CosignatureExpired(cosigned.validUntil);
        if (cosigned.decayStart < intent.info.notBefore) revert DecayStartTooEarly(cosigned.decayStart);
        if (cosigned.exclusiveUntil > uint256(cosigned.decayStart) + policy.maxExclusiveSeconds) {
            revert ExclusivityTooLong(cosigned.exclusiveUntil);
        }
        if (cosigned.overrideBps > policy.maxOverrideBps) revert OverrideTooHigh(cosigned.overrideBps);
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
