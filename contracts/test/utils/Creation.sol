// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @dev The contract that this creation bytecode makes; reverts where its constructor does.
function createdFrom(bytes memory code, bytes memory arguments) returns (address deployed) {
    bytes memory creation = bytes.concat(code, arguments);
    assembly ("memory-safe") {
        deployed := create(0, add(creation, 0x20), mload(creation))
    }
    require(deployed != address(0), "creation");
}
