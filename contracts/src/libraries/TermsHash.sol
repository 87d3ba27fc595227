// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {GreekBand, HedgeTerms, OptionLeg} from "../types/Intent.sol";
import {Eip712Words} from "./Eip712Words.sol";
import {IntentTypes} from "./IntentTypes.sol";

/// @notice EIP-712 struct hash of HedgeTerms. Only fills whose resolver reads the terms pay for it.
library TermsHash {
    uint256 private constant GREEK_BAND_WORDS = 4;

    function hash(HedgeTerms calldata terms) internal pure returns (bytes32) {
        return keccak256(
            bytes.concat(
                abi.encode(
                    IntentTypes.HEDGE_TERMS,
                    terms.baseToken,
                    terms.quoteToken,
                    keccak256(bytes(terms.underlying)),
                    _hashLegs(terms.legs),
                    _hashBand(terms.delta),
                    _hashBand(terms.gamma),
                    _hashBand(terms.vega)
                ),
                _limits(terms)
            )
        );
    }

    /// @dev Two halves, because one abi.encode of sixteen words does not fit the stack.
    function _limits(HedgeTerms calldata terms) private pure returns (bytes memory) {
        return abi.encode(
            terms.spotRefE8,
            terms.carryE8,
            terms.initialHedgeE8,
            terms.maxCostBps,
            terms.urgency,
            terms.maxParticipationBps,
            terms.venuePolicy,
            terms.benchmark
        );
    }

    function _hashBand(GreekBand calldata band) private pure returns (bytes32) {
        uint256 offset;
        assembly ("memory-safe") {
            offset := band
        }
        return Eip712Words.hashWords(IntentTypes.GREEK_BAND, offset, GREEK_BAND_WORDS);
    }

    function _hashLegs(OptionLeg[] calldata legs) private pure returns (bytes32) {
        bytes32[] memory hashes = new bytes32[](legs.length);
        for (uint256 i; i < legs.length; ++i) {
            hashes[i] = _hashLeg(legs[i]);
        }
        return Eip712Words.hashList(hashes);
    }

    function _hashLeg(OptionLeg calldata leg) private pure returns (bytes32) {
        return keccak256(
            abi.encode(
                IntentTypes.OPTION_LEG,
                keccak256(bytes(leg.instrument)),
                leg.style,
                leg.isCall,
                leg.strikeE8,
                leg.expiry,
                leg.volE8,
                leg.sizeE8
            )
        );
    }
}
