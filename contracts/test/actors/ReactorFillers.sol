// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IFiller} from "../../src/interfaces/IFiller.sol";
import {Resolved} from "../../src/types/Settlement.sol";

/// @notice Holds what it owes and does nothing in its callback.
contract QuietFiller is IFiller {
    function reactorCallback(bytes32[] calldata, Resolved[] calldata, bytes calldata) external {}

    /// @dev Answers the callback of any other reactor.
    fallback() external {}
}

/// @notice Makes the calls it is given in its callback: abi.encode(address[] targets, bytes[] calls).
contract ScriptedFiller is IFiller {
    error CallFailed(bytes reason);

    bytes32[] public seenHashes;

    function reactorCallback(bytes32[] calldata hashes, Resolved[] calldata, bytes calldata data) external {
        seenHashes = hashes;
        run(data);
    }

    function run(bytes calldata data) public {
        (address[] memory targets, bytes[] memory calls) = abi.decode(data, (address[], bytes[]));
        for (uint256 i; i < targets.length; ++i) {
            (bool ok, bytes memory reason) = targets[i].call(calls[i]);
            if (!ok) revert CallFailed(reason);
        }
    }
}
