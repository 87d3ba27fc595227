// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IntentCore, Receive, Rule, Spend, Standard} from "../types/Intent.sol";
import {Resolved} from "../types/Settlement.sol";
import {PriceFloor} from "./PriceFloor.sol";

/// @notice The trader's signed limits on one fill, whoever chose its amounts.
library Limits {
    error SpendAboveLimit(uint256 index, uint256 amount, uint256 limit);
    error ReceiveBelowLimit(uint256 index, uint256 amount, uint256 limit);
    error PositionCountRefused(uint256 index, uint256 amount, uint256 signed);
    error NothingMoves();
    error SecondPairMoves(uint256 index);
    error PairRefused(uint256 index);
    error PriceBelowFloor(uint256 index, uint256 spent, uint256 received);

    function check(IntentCore calldata intent, Resolved memory resolved) internal pure {
        _checkSpends(intent.spends, resolved.spend);
        if (intent.info.rule == uint8(Rule.ALL)) _checkAll(intent.receives, resolved.receives);
        else _checkPaired(intent, resolved);
    }

    function _checkSpends(Spend[] calldata spends, uint256[] memory amounts) private pure {
        for (uint256 i; i < amounts.length; ++i) {
            Spend calldata limit = spends[i];
            if (amounts[i] > limit.maxPerFill) revert SpendAboveLimit(i, amounts[i], limit.maxPerFill);
            if (amounts[i] > limit.maxTotal) revert SpendAboveLimit(i, amounts[i], limit.maxTotal);
        }
    }

    function _checkAll(Receive[] calldata receives, uint256[] memory amounts) private pure {
        for (uint256 j; j < amounts.length; ++j) {
            Receive calldata limit = receives[j];
            if (amounts[j] < limit.minTotal) revert ReceiveBelowLimit(j, amounts[j], limit.minTotal);
            bool position = limit.standard == uint8(Standard.ERC721_POSITION);
            if (position && (amounts[j] != 1 || limit.minTotal != 1)) {
                revert PositionCountRefused(j, amounts[j], limit.minTotal);
            }
        }
    }

    function _checkPaired(IntentCore calldata intent, Resolved memory resolved) private pure {
        bool moved;
        for (uint256 i; i < resolved.spend.length; ++i) {
            if (resolved.spend[i] == 0 && resolved.receives[i] == 0) continue;
            if (moved) revert SecondPairMoves(i);
            moved = true;
            _checkPair(intent.spends[i], intent.receives[i], i, resolved.spend[i], resolved.receives[i]);
        }
        if (!moved) revert NothingMoves();
    }

    /// @dev received / spent >= minTotal / maxTotal, exactly. A zero on either signed side would be no floor at all.
    function _checkPair(Spend calldata give, Receive calldata want, uint256 index, uint256 spent, uint256 received)
        private
        pure
    {
        bool refused = spent == 0 || want.standard != uint8(Standard.ERC20) || want.token == give.token;
        if (refused || give.maxTotal == 0 || want.minTotal == 0) revert PairRefused(index);
        if (!PriceFloor.productGte(received, give.maxTotal, want.minTotal, spent)) {
            revert PriceBelowFloor(index, spent, received);
        }
    }
}
