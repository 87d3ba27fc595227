// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IntentHash} from "../../src/libraries/IntentHash.sol";
import {IntentCore} from "../../src/types/Intent.sol";

/// @dev The product's hash reads calldata; this is the call that gives it some.
contract ExecutorIntentHasher {
    function hash(IntentCore calldata intent, bytes32 termsHash) external pure returns (bytes32) {
        return IntentHash.hash(intent, termsHash);
    }
}
