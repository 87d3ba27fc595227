// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Resolved} from "../types/Settlement.sol";

interface IFiller {
    /// @notice Called once by the reactor after the spends have arrived and before the receives are taken.
    function reactorCallback(bytes32[] calldata intentHashes, Resolved[] calldata resolved, bytes calldata data)
        external;
}
