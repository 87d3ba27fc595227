// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IntentCore} from "../types/Intent.sol";
import {Fill, FillState, Resolved} from "../types/Settlement.sol";
import {ResolverRequest} from "./ResolverRequest.sol";

/// @notice Calls to a resolver the trader chose: static, gas-capped, and of its return data only what was asked for.
library ResolverCalls {
    error ResolverFailed(address resolver, bytes reason);
    error ResolutionMalformed(address resolver, uint256 size);

    uint256 private constant RESOLVER_GAS = 1_000_000;
    uint256 private constant MAX_REASON = 256;

    /// @return resolved amounts whose lengths are those of the signed arrays
    function resolve(Fill calldata fill, FillState memory state) internal view returns (Resolved memory resolved) {
        IntentCore calldata intent = fill.intent;
        address resolver = intent.resolution.resolver;
        (uint256 start, uint256 end) = ResolverRequest.resolve(fill, state);
        _call(resolver, start, end);
        if (!_decode(resolved, intent.spends.length, intent.receives.length)) {
            revert ResolutionMalformed(resolver, _returnSize());
        }
    }

    /// @dev The resolver must revert unless the position is as signed; what it returns is not read.
    function checkPosition(IntentCore calldata intent, uint256 receiveIndex, uint256 positionId) internal view {
        (uint256 start, uint256 end) = ResolverRequest.checkPosition(intent, receiveIndex, positionId);
        _call(intent.resolution.resolver, start, end);
    }

    function _call(address resolver, uint256 start, uint256 end) private view {
        bool ok;
        assembly ("memory-safe") {
            ok := staticcall(RESOLVER_GAS, resolver, start, sub(end, start), 0, 0)
        }
        if (!ok) revert ResolverFailed(resolver, _reason());
    }

    /// @dev Accepts only the canonical encoding of a Resolved with these lengths, and points into it instead of copying:
    ///      [0x20][spend at 0xa0][receives][3 words of state][length][spend...][length][receives...]
    function _decode(Resolved memory resolved, uint256 spends, uint256 receives) private pure returns (bool canonical) {
        assembly ("memory-safe") {
            let receivesAt := add(0xc0, shl(5, spends))
            let size := add(add(receivesAt, 0x40), shl(5, receives))
            if eq(returndatasize(), size) {
                let start := mload(0x40)
                returndatacopy(start, 0, size)
                mstore(0x40, add(start, size))
                let tuple := add(start, 0x20)
                canonical := and(eq(mload(start), 0x20), eq(mload(tuple), 0xa0))
                canonical := and(canonical, eq(mload(add(tuple, 0x20)), receivesAt))
                canonical := and(canonical, eq(mload(add(tuple, 0xa0)), spends))
                canonical := and(canonical, eq(mload(add(tuple, receivesAt)), receives))
                mstore(resolved, add(tuple, 0xa0))
                mstore(add(resolved, 0x20), add(tuple, receivesAt))
                mstore(add(resolved, 0x40), add(tuple, 0x40))
            }
        }
    }

    function _reason() private pure returns (bytes memory reason) {
        uint256 size = _returnSize();
        if (size > MAX_REASON) size = MAX_REASON;
        reason = new bytes(size);
        assembly ("memory-safe") {
            returndatacopy(add(reason, 0x20), 0, size)
        }
    }

    function _returnSize() private pure returns (uint256 size) {
        assembly ("memory-safe") {
            size := returndatasize()
        }
    }
}
