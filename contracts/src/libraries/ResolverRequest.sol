// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IResolver} from "../interfaces/IResolver.sol";
import {IntentCore, Receive, Spend} from "../types/Intent.sol";
import {Cosignature, Fill, FillState} from "../types/Settlement.sol";

/// @notice Canonical calldata for a resolver, written piece by piece from the very words that the reactor reads and hashes.
/// @dev The compiler's encoder cleans every field again for thousands of gas. Copying the caller's encoding whole would be
///      cheaper still and wrong: calldata offsets may point backwards, so the copy could read otherwise than the original.
///      A request is written past the free memory pointer and not allocated. `at` is where to write, `end` the next byte.
library ResolverRequest {
    uint256 private constant RESOLVE_HEAD = 0x140;
    uint256 private constant POSITION_HEAD = 0x60;
    uint256 private constant INTENT_HEAD = 0x1e0;
    uint256 private constant COSIGNATURE_HEAD = 0x120;
    uint256 private constant RECORD = 0xa0; // a Spend or a Receive

    /// @return start of the request in memory
    /// @return end of it, exclusive
    function resolve(Fill calldata fill, FillState memory state) internal pure returns (uint256 start, uint256 end) {
        // The terms travel rarely; their nested strings are left to the compiler, and its leading offset is dropped.
        bytes memory terms = fill.terms.length == 0 ? new bytes(0x40) : abi.encode(fill.terms);
        bytes32 selector = IResolver.resolve.selector;
        uint256 head;
        assembly ("memory-safe") {
            start := mload(0x40)
            mstore(start, selector)
            head := add(start, 0x04)
            mstore(head, RESOLVE_HEAD)
        }
        end = _putIntent(head + RESOLVE_HEAD, fill.intent);
        assembly ("memory-safe") {
            mstore(add(head, 0x20), sub(end, head))
            mcopy(add(head, 0x40), state, 0x60)
            mcopy(add(head, 0xa0), mload(add(state, 0x60)), 0x60)
            mcopy(end, add(terms, 0x40), sub(mload(terms), 0x20))
            end := add(end, sub(mload(terms), 0x20))
            mstore(add(head, 0x100), sub(end, head))
        }
        end = _putCosigned(end, fill.cosigned);
        bytes calldata data = fill.fillerData;
        assembly ("memory-safe") {
            mstore(add(head, 0x120), sub(end, head))
            mstore(end, data.length)
            calldatacopy(add(end, 0x20), data.offset, data.length)
            end := add(end, 0x20)
            mstore(add(end, data.length), 0)
            end := add(end, and(add(data.length, 0x1f), not(0x1f)))
        }
    }

    /// @return start of the request in memory
    /// @return end of it, exclusive
    function checkPosition(IntentCore calldata intent, uint256 receiveIndex, uint256 positionId)
        internal
        pure
        returns (uint256 start, uint256 end)
    {
        bytes32 selector = IResolver.checkPosition.selector;
        assembly ("memory-safe") {
            start := mload(0x40)
            mstore(start, selector)
            mstore(add(start, 0x04), POSITION_HEAD)
            mstore(add(start, 0x24), receiveIndex)
            mstore(add(start, 0x44), positionId)
        }
        end = _putIntent(start + 4 + POSITION_HEAD, intent);
    }

    function _putIntent(uint256 at, IntentCore calldata intent) private pure returns (uint256 end) {
        address resolver = intent.resolution.resolver;
        bytes calldata data = intent.resolution.data;
        Spend[] calldata spends = intent.spends;
        Receive[] calldata receives = intent.receives;
        assembly ("memory-safe") {
            calldatacopy(at, intent, INTENT_HEAD)
            end := add(at, INTENT_HEAD)

            mstore(add(at, 0x120), INTENT_HEAD)
            mstore(end, resolver)
            mstore(add(end, 0x20), 0x40)
            mstore(add(end, 0x40), data.length)
            end := add(end, 0x60)
            calldatacopy(end, data.offset, data.length)
            mstore(add(end, data.length), 0)
            end := add(end, and(add(data.length, 0x1f), not(0x1f)))

            mstore(add(at, 0x1a0), sub(end, at))
            mstore(end, spends.length)
            calldatacopy(add(end, 0x20), spends.offset, mul(spends.length, RECORD))
            end := add(end, add(0x20, mul(spends.length, RECORD)))

            mstore(add(at, 0x1c0), sub(end, at))
            mstore(end, receives.length)
            calldatacopy(add(end, 0x20), receives.offset, mul(receives.length, RECORD))
            end := add(end, add(0x20, mul(receives.length, RECORD)))
        }
    }

    /// @dev None, or the one that was verified.
    function _putCosigned(uint256 at, Cosignature[] calldata list) private pure returns (uint256 end) {
        if (list.length == 0) {
            assembly ("memory-safe") {
                mstore(at, 0)
            }
            return at + 0x20;
        }
        Cosignature calldata cosigned = list[0];
        uint256[] calldata caps = cosigned.spendCaps;
        uint256[] calldata floors = cosigned.receiveFloors;
        assembly ("memory-safe") {
            mstore(at, 1)
            mstore(add(at, 0x20), 0x20)
            let head := add(at, 0x40)
            calldatacopy(head, cosigned, COSIGNATURE_HEAD)
            end := add(head, COSIGNATURE_HEAD)

            mstore(add(head, 0xe0), COSIGNATURE_HEAD)
            mstore(end, caps.length)
            calldatacopy(add(end, 0x20), caps.offset, shl(5, caps.length))
            end := add(end, add(0x20, shl(5, caps.length)))

            mstore(add(head, 0x100), sub(end, head))
            mstore(end, floors.length)
            calldatacopy(add(end, 0x20), floors.offset, shl(5, floors.length))
            end := add(end, add(0x20, shl(5, floors.length)))
        }
    }
}
