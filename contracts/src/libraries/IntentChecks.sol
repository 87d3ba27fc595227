// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Authorization, IntentCore, OrderInfo, Receive, Rule, Spend, Standard} from "../types/Intent.sol";

/// @notice What an intent must look like before anything of it is resolved.
library IntentChecks {
    error WrongReactor(address reactor);
    error NotYetValid(uint64 notBefore);
    error Expired(uint64 deadline);
    error AuthorizationRefused(uint8 authorization);
    error RuleRefused(uint8 authorization, uint8 rule);
    error MaxFillsRefused(uint32 maxFills);
    error LengthsRefused(uint256 spends, uint256 receives);
    error StandardRefused(uint8 standard);
    error RecipientRefused(address recipient);

    /// @param filler the caller of the reactor
    function check(IntentCore calldata intent, address filler) internal view {
        _checkInfo(intent.info);
        Spend[] calldata spends = intent.spends;
        Receive[] calldata receives = intent.receives;
        bool unpaired = intent.info.rule == uint8(Rule.PAIRED) && spends.length != receives.length;
        // Without a spend there would be nothing for a signature to authorise.
        if (spends.length == 0 || receives.length == 0 || unpaired) {
            revert LengthsRefused(spends.length, receives.length);
        }
        for (uint256 i; i < spends.length; ++i) {
            if (spends[i].standard != uint8(Standard.ERC20)) revert StandardRefused(spends[i].standard);
        }
        for (uint256 j; j < receives.length; ++j) {
            Receive calldata want = receives[j];
            if (want.standard > uint8(type(Standard).max)) revert StandardRefused(want.standard);
            address recipient = want.recipient;
            if (recipient == address(0) || recipient == address(this) || recipient == filler) {
                revert RecipientRefused(recipient);
            }
        }
    }

    function _checkInfo(OrderInfo calldata info) private view {
        if (info.reactor != address(this)) revert WrongReactor(info.reactor);
        if (block.timestamp < info.notBefore) revert NotYetValid(info.notBefore);
        if (block.timestamp > info.deadline) revert Expired(info.deadline);
        if (info.authorization > uint8(type(Authorization).max)) revert AuthorizationRefused(info.authorization);
        bool standing = info.authorization == uint8(Authorization.STANDING);
        // A standing ALL would move the totals again at every fill.
        if (info.rule > uint8(type(Rule).max) || (standing && info.rule != uint8(Rule.PAIRED))) {
            revert RuleRefused(info.authorization, info.rule);
        }
        if (!standing && info.maxFills != 1) revert MaxFillsRefused(info.maxFills);
    }
}
