// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {CosignPolicy, IntentCore, OrderInfo, Receive, ResolverCall, Spend} from "../types/Intent.sol";
import {Eip712Words} from "./Eip712Words.sol";
import {IntentTypes} from "./IntentTypes.sol";

/// @notice EIP-712 struct hash of a HedgeIntent: the intent's id on every path.
library IntentHash {
    uint256 private constant ORDER_INFO_WORDS = 9;
    uint256 private constant COSIGN_POLICY_WORDS = 3;
    uint256 private constant SPEND_WORDS = 5;
    uint256 private constant RECEIVE_WORDS = 5;

    function hash(IntentCore calldata intent, bytes32 termsHash) internal pure returns (bytes32) {
        return keccak256(
            abi.encode(
                IntentTypes.HEDGE_INTENT,
                _hashInfo(intent.info),
                _hashResolution(intent.resolution),
                _hashPolicy(intent.cosign),
                _hashSpends(intent.spends),
                _hashReceives(intent.receives),
                termsHash
            )
        );
    }

    function _hashInfo(OrderInfo calldata info) private pure returns (bytes32) {
        uint256 offset;
        assembly ("memory-safe") {
            offset := info
        }
        return Eip712Words.hashWords(IntentTypes.ORDER_INFO, offset, ORDER_INFO_WORDS);
    }

    function _hashResolution(ResolverCall calldata resolution) private pure returns (bytes32) {
        return keccak256(abi.encode(IntentTypes.RESOLVER_CALL, resolution.resolver, keccak256(resolution.data)));
    }

    function _hashPolicy(CosignPolicy calldata policy) private pure returns (bytes32) {
        uint256 offset;
        assembly ("memory-safe") {
            offset := policy
        }
        return Eip712Words.hashWords(IntentTypes.COSIGN_POLICY, offset, COSIGN_POLICY_WORDS);
    }

    function _hashSpends(Spend[] calldata spends) private pure returns (bytes32) {
        uint256 offset;
        assembly ("memory-safe") {
            offset := spends.offset
        }
        return Eip712Words.hashArray(IntentTypes.SPEND, offset, spends.length, SPEND_WORDS);
    }

    function _hashReceives(Receive[] calldata receives) private pure returns (bytes32) {
        uint256 offset;
        assembly ("memory-safe") {
            offset := receives.offset
        }
        return Eip712Words.hashArray(IntentTypes.RECEIVE, offset, receives.length, RECEIVE_WORDS);
    }
}
