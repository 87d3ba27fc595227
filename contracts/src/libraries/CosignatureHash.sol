// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Cosignature} from "../types/Settlement.sol";

/// @notice EIP-712 struct hash of a Cosignature.
library CosignatureHash {
    bytes32 internal constant COSIGNATURE = keccak256(
        "Cosignature(bytes32 intentHash,uint32 fillIndex,uint64 validUntil,uint64 decayStart,uint64 exclusiveUntil"
        ",address exclusiveFiller,uint16 overrideBps,uint256[] spendCaps,uint256[] receiveFloors)"
    );

    /// @dev The seven static words are hashed as they stand in calldata; see Eip712Words on dirty bits.
    function hash(Cosignature calldata cosigned) internal pure returns (bytes32 digest) {
        bytes32 caps = _hashAmounts(cosigned.spendCaps);
        bytes32 floors = _hashAmounts(cosigned.receiveFloors);
        bytes32 typeHash = COSIGNATURE;
        assembly ("memory-safe") {
            let start := mload(0x40)
            mstore(start, typeHash)
            calldatacopy(add(start, 0x20), cosigned, 0xe0)
            mstore(add(start, 0x100), caps)
            mstore(add(start, 0x120), floors)
            digest := keccak256(start, 0x140)
        }
    }

    function _hashAmounts(uint256[] calldata amounts) private pure returns (bytes32 digest) {
        assembly ("memory-safe") {
            let start := mload(0x40)
            let size := shl(5, amounts.length)
            calldatacopy(start, amounts.offset, size)
            digest := keccak256(start, size)
        }
    }
}
