// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @notice Who signed: low-s 65-byte ECDSA first, else ERC-1271 with capped gas and one word of return data.
/// @dev ECDSA first lets an EIP-7702-delegated account sign with its key whatever code it carries.
library Signatures {
    uint256 private constant HALF_ORDER = 0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0;
    /// @dev Enough for a P-256 check in Solidity, and a bound on what a signer can make its filler pay.
    uint256 private constant ERC1271_GAS = 400_000;
    bytes4 private constant ERC1271_MAGIC = 0x1626ba7e;

    function isValid(address signer, bytes32 digest, bytes calldata signature) internal view returns (bool) {
        return _signedByKey(signer, digest, signature) || _signedByCode(signer, digest, signature);
    }

    function _signedByKey(address signer, bytes32 digest, bytes calldata signature) private pure returns (bool) {
        if (signature.length != 65) return false;
        bytes32 r;
        bytes32 s;
        uint8 v;
        assembly ("memory-safe") {
            r := calldataload(signature.offset)
            s := calldataload(add(signature.offset, 0x20))
            v := byte(0, calldataload(add(signature.offset, 0x40)))
        }
        if (uint256(s) > HALF_ORDER) return false;
        address recovered = ecrecover(digest, v, r, s);
        return recovered != address(0) && recovered == signer;
    }

    /// @dev Without code a call would succeed and return nothing, which is not the magic word.
    function _signedByCode(address signer, bytes32 digest, bytes calldata signature) private view returns (bool valid) {
        bytes memory request = abi.encodeWithSelector(ERC1271_MAGIC, digest, signature);
        bytes32 magic = ERC1271_MAGIC;
        assembly ("memory-safe") {
            let ok := staticcall(ERC1271_GAS, signer, add(request, 0x20), mload(request), 0x00, 0x20)
            valid := and(and(ok, gt(returndatasize(), 0x1f)), eq(mload(0x00), magic))
        }
    }
}
