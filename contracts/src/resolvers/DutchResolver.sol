// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {FixedPointMathLib} from "solady/utils/FixedPointMathLib.sol";
import {IResolver} from "../interfaces/IResolver.sol";
import {Authorization, HedgeTerms, IntentCore, OrderInfo, Rule, Spend} from "../types/Intent.sol";
import {Cosignature, FillState, Resolved} from "../types/Settlement.sol";

/// @notice Linear decay in seconds; spends rise and receives fall, so every price moves from the trader's best to worst.
/// @param decayStart,decayEnd unix seconds; equal: a step at decayStart
/// @param startSpend,endSpend,startReceive,endReceive ALL: the amounts. PAIRED: reference amounts of each pair, whose
///        ratio is its price.
struct DutchParams {
    uint64 decayStart;
    uint64 decayEnd;
    uint256[] startSpend;
    uint256[] endSpend;
    uint256[] startReceive;
    uint256[] endReceive;
}

/// @title DutchResolver
/// @notice ONE_SHOT with rule ALL: the amounts of now. STANDING with rule PAIRED: fillerData = abi.encode(uint256 index,
///         uint256 spendAmount) picks the pair and how much of it is spent, at least a tenth of its maxPerFill; the
///         receive follows at the price of now.
/// @dev Spends round down, receives round up: for the trader. A cosignature replaces the start of the decay and keeps
///      its length.
contract DutchResolver is IResolver {
    error ModeRefused(uint8 authorization, uint8 rule);
    error DecayEndsBeforeStart(uint64 decayStart, uint64 decayEnd);
    error LengthsRefused();
    error SpendFalls(uint256 index);
    error ReceiveRises(uint256 index);
    error NoSuchPair(uint256 index);
    error FillTooSmall(uint256 spendAmount, uint256 minimum);
    error NoPositions();

    /// @dev A smaller fill would use up one of maxFills for dust.
    uint256 private constant SMALLEST_FILL = 10;

    /// @inheritdoc IResolver
    function resolve(
        IntentCore calldata intent,
        HedgeTerms[] calldata,
        FillState calldata,
        Cosignature[] calldata cosigned,
        bytes calldata fillerData
    ) external view returns (Resolved memory resolved) {
        uint64 start = cosigned.length == 0 ? 0 : cosigned[0].decayStart;
        resolved = _amountsNow(intent, cosigned.length != 0, start);
        if (_isPaired(intent.info)) _takePair(intent.spends, resolved, fillerData);
    }

    /// @inheritdoc IResolver
    function checkPosition(IntentCore calldata, uint256, uint256) external pure {
        revert NoPositions();
    }

    /// @param replaced whether `start` replaces the signed start of the decay
    function _amountsNow(IntentCore calldata intent, bool replaced, uint64 start)
        private
        view
        returns (Resolved memory resolved)
    {
        DutchParams memory params = abi.decode(intent.resolution.data, (DutchParams));
        _checkLengths(params, intent.spends.length, intent.receives.length);
        (uint256 elapsed, uint256 length) = _progress(params, replaced ? start : params.decayStart);
        _decay(params, elapsed, length);
        (resolved.spend, resolved.receives) = (params.startSpend, params.startReceive);
    }

    /// @dev A ONE_SHOT intent of rule PAIRED would let its filler choose the size of the only fill.
    function _isPaired(OrderInfo calldata info) private pure returns (bool) {
        if (info.authorization == uint8(Authorization.ONE_SHOT) && info.rule == uint8(Rule.ALL)) return false;
        if (info.authorization == uint8(Authorization.STANDING) && info.rule == uint8(Rule.PAIRED)) return true;
        revert ModeRefused(info.authorization, info.rule);
    }

    function _checkLengths(DutchParams memory params, uint256 spends, uint256 receives) private pure {
        bool spendsFit = params.startSpend.length == spends && params.endSpend.length == spends;
        bool receivesFit = params.startReceive.length == receives && params.endReceive.length == receives;
        if (!spendsFit || !receivesFit) revert LengthsRefused();
    }

    /// @return elapsed seconds of the decay gone by, at most length
    /// @return length of the decay in seconds, at least 1
    function _progress(DutchParams memory params, uint64 start) private view returns (uint256 elapsed, uint256 length) {
        if (params.decayEnd < params.decayStart) revert DecayEndsBeforeStart(params.decayStart, params.decayEnd);
        length = params.decayEnd - params.decayStart;
        if (length == 0) return (block.timestamp < start ? 0 : 1, 1);
        elapsed = block.timestamp > start ? block.timestamp - start : 0;
        if (elapsed > length) elapsed = length;
    }

    /// @dev Writes the amounts of now over the start amounts; the change is rounded down, so both round for the trader.
    function _decay(DutchParams memory params, uint256 elapsed, uint256 length) private pure {
        uint256[] memory amounts = params.startSpend;
        for (uint256 i; i < amounts.length; ++i) {
            uint256 end = params.endSpend[i];
            if (end < amounts[i]) revert SpendFalls(i);
            amounts[i] += (end - amounts[i]) * elapsed / length;
        }
        amounts = params.startReceive;
        for (uint256 j; j < amounts.length; ++j) {
            uint256 end = params.endReceive[j];
            if (end > amounts[j]) revert ReceiveRises(j);
            amounts[j] -= (amounts[j] - end) * elapsed / length;
        }
    }

    /// @dev Keeps the pair the filler picked: its amount against amount * receive / spend, rounded up.
    function _takePair(Spend[] calldata spends, Resolved memory resolved, bytes calldata fillerData) private pure {
        (uint256 index, uint256 amount) = abi.decode(fillerData, (uint256, uint256));
        uint256 pairs = spends.length;
        if (index >= pairs) revert NoSuchPair(index);
        uint256 minimum = FixedPointMathLib.divUp(spends[index].maxPerFill, SMALLEST_FILL);
        if (amount < minimum) revert FillTooSmall(amount, minimum);
        uint256 owed = FixedPointMathLib.fullMulDivUp(amount, resolved.receives[index], resolved.spend[index]);
        (resolved.spend, resolved.receives) = (new uint256[](pairs), new uint256[](pairs));
        (resolved.spend[index], resolved.receives[index]) = (amount, owed);
    }
}
