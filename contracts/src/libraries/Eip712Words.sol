// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @notice EIP-712 struct hashes read straight from calldata words.
/// @dev A word is hashed as it stands, dirty high bits included: such a hash is of no EIP-712 message, so no signature
///      fits it, and reading the field through its type reverts.
library Eip712Words {
    /// @return digest keccak256(typeHash, `words` words of calldata from `offset`)
    function hashWords(bytes32 typeHash, uint256 offset, uint256 words) internal pure returns (bytes32 digest) {
        assembly ("memory-safe") {
            let start := mload(0x40)
            let size := shl(5, words)
            mstore(start, typeHash)
            calldatacopy(add(start, 0x20), offset, size)
            digest := keccak256(start, add(size, 0x20))
        }
    }

    /// @return digest hash of an array of static structs of `words` words each that starts at `offset`
    function hashArray(bytes32 typeHash, uint256 offset, uint256 length, uint256 words)
        internal
        pure
        returns (bytes32 digest)
    {
        bytes32[] memory hashes = new bytes32[](length);
        for (uint256 i; i < length; ++i) {
            hashes[i] = hashWords(typeHash, offset + i * words * 32, words);
        }
        return hashList(hashes);
    }

    /// @return digest keccak256 of the concatenated hashes
    function hashList(bytes32[] memory hashes) internal pure returns (bytes32 digest) {
        assembly ("memory-safe") {
            digest := keccak256(add(hashes, 0x20), shl(5, mload(hashes)))
        }
    }

    /// @return digest the digest that is signed: keccak256(0x1901, domain, structHash)
    function typedDigest(bytes32 domain, bytes32 structHash) internal pure returns (bytes32 digest) {
        assembly ("memory-safe") {
            let start := mload(0x40)
            mstore(start, hex"1901")
            mstore(add(start, 0x02), domain)
            mstore(add(start, 0x22), structHash)
            digest := keccak256(start, 0x42)
        }
    }
}
