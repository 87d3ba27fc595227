// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {DutchParams, DutchResolver} from "../../src/resolvers/DutchResolver.sol";
import {HedgeTerms, Rule} from "../../src/types/Intent.sol";
import {Cosignature, Fill, FillState, Resolved} from "../../src/types/Settlement.sol";
import {ReactorBase} from "../utils/ReactorBase.sol";

/// @notice S13: the decay at both ends, before, after and between, always rounded for the trader.
contract DutchResolverTest is ReactorBase {
    // ---------------------------------------------------------------- ALL

    function test_S13_resolve_atBothEndsBeforeAndAfter() public {
        Fill memory fill = dutchFill(1);
        uint256 now_ = block.timestamp;
        assertEq(_at(fill, now_ - 1000).receives[0], 1.02e18);
        assertEq(_at(fill, now_ - 60).receives[0], 1.02e18);
        assertEq(_at(fill, now_ - 59).receives[0], 1.02e18 - uint256(0.02e18) / 120);
        assertEq(_at(fill, now_ + 60).receives[0], ETH);
        assertEq(_at(fill, now_ + 1000).receives[0], ETH);
    }

    function test_S13_resolve_ofNoLengthIsAStep() public {
        DutchParams memory params = dutchParams();
        params.decayEnd = params.decayStart;
        Fill memory fill = _dutch(params);
        assertEq(_at(fill, params.decayStart - 1).receives[0], 1.02e18);
        assertEq(_at(fill, params.decayStart).receives[0], ETH);
    }

    function test_fuzz_S13_resolve_roundsForTheTrader(uint64[2] memory ends, uint96[4] memory values, uint64 time)
        public
    {
        DutchParams memory params = dutchParams();
        (params.decayStart, params.decayEnd) = ends[0] < ends[1] ? (ends[0], ends[1]) : (ends[1], ends[0]);
        vm.assume(params.decayEnd > params.decayStart);
        (uint256 low, uint256 high) = values[0] < values[1] ? (values[0], values[1]) : (values[1], values[0]);
        (params.startSpend, params.endSpend) = (amounts(low), amounts(high));
        (uint256 worst, uint256 best) = values[2] < values[3] ? (values[2], values[3]) : (values[3], values[2]);
        (params.startReceive, params.endReceive) = (amounts(best), amounts(worst));
        Resolved memory resolved = _at(_dutch(params), time);
        uint256 length = params.decayEnd - params.decayStart;
        uint256 elapsed = time < params.decayStart ? 0 : time - params.decayStart;
        if (elapsed > length) elapsed = length;
        // Spend: at most the exact line, by less than one unit. Receive: at least, by less than one.
        assertLe(resolved.spend[0] * length, low * length + (high - low) * elapsed);
        assertGt((resolved.spend[0] + 1) * length, low * length + (high - low) * elapsed);
        assertGe(resolved.receives[0] * length + (best - worst) * elapsed, best * length);
        assertLt(resolved.receives[0] * length + (best - worst) * elapsed, best * length + length);
    }

    function test_fuzz_S13_resolve_onlyGetsWorseForTheTrader(uint64 earlier, uint64 later) public {
        DutchParams memory params = dutchParams();
        params.startSpend = amounts(1900 * USD);
        Fill memory fill = _dutch(params);
        (uint256 first, uint256 second) = earlier < later ? (earlier, later) : (later, earlier);
        Resolved memory before = _at(fill, first);
        Resolved memory afterwards = _at(fill, second);
        assertLe(before.spend[0], afterwards.spend[0]);
        assertGe(before.receives[0], afterwards.receives[0]);
    }

    function test_resolve_cosignatureReplacesTheStartAndKeepsTheLength() public {
        Fill memory fill = awarded(dutchFill(1));
        uint64 start = uint64(block.timestamp + 500);
        fill.cosigned[0].decayStart = start;
        assertEq(_at(fill, start).receives[0], 1.02e18);
        assertEq(_at(fill, start + 60).receives[0], 1.01e18);
        assertEq(_at(fill, start + 119).receives[0], 1.02e18 - uint256(0.02e18) * 119 / 120);
        assertEq(_at(fill, start + 120).receives[0], ETH);
    }

    // ---------------------------------------------------------------- PAIRED

    function test_resolve_paired_takesThePairTheFillerPicked() public {
        Fill memory fill = _paired();
        fill.fillerData = abi.encode(uint256(1), ETH);
        Resolved memory resolved = _at(fill, block.timestamp);
        assertEq(resolved.spend[0], 0);
        assertEq(resolved.receives[0], 0);
        assertEq(resolved.spend[1], ETH);
        assertEq(resolved.receives[1], 2010 * USD);
    }

    function test_resolve_paired_settlesThroughTheReactorInBothDirections() public {
        allowStanding();
        Fill memory fill = sign(_paired());
        fill.fillerData = abi.encode(uint256(0), 4000 * USD);
        (uint256 usdBefore, uint256 wethBefore) = (usd.balanceOf(trader), weth.balanceOf(trader));
        settle(fill);
        assertEq(usdBefore - usd.balanceOf(trader), 4000 * USD);
        assertEq(weth.balanceOf(trader) - wethBefore, 2.02e18);
        fill.expectedFill = 1;
        fill.fillerData = abi.encode(uint256(1), 2 * ETH);
        settle(fill);
        assertEq(usd.balanceOf(trader), usdBefore - 4000 * USD + 4020 * USD);
    }

    function test_fuzz_S13_resolve_paired_priceRoundsForTheTrader(uint256 amount, uint256 time) public {
        (Fill memory fill, Fill memory unpaired) = (_paired(), dutchFill(1));
        amount = bound(amount, 400 * USD, 4000 * USD);
        // Inside the decay, where the price is no round number.
        time = bound(time, block.timestamp - 59, block.timestamp + 59);
        fill.fillerData = abi.encode(uint256(0), amount);
        Resolved memory resolved = _at(fill, time);
        uint256 owed = _at(unpaired, time).receives[0];
        assertGe(resolved.receives[0] * 2000 * USD, amount * owed);
        assertLt((resolved.receives[0] - 1) * 2000 * USD, amount * owed);
    }

    function test_resolve_paired_revertsForAnIndexOutside() public {
        Fill memory fill = _paired();
        fill.fillerData = abi.encode(uint256(2), ETH);
        _refusedResolve(fill, abi.encodeWithSelector(DutchResolver.NoSuchPair.selector, 2));
    }

    function test_resolve_paired_revertsForDust() public {
        Fill memory fill = _paired();
        fill.intent.spends[0].maxPerFill = 4000 * USD - 1;
        fill.fillerData = abi.encode(uint256(0), 400 * USD - 1);
        _refusedResolve(fill, abi.encodeWithSelector(DutchResolver.FillTooSmall.selector, 400 * USD - 1, 400 * USD));
        fill.fillerData = abi.encode(uint256(0), 400 * USD);
        assertEq(_at(fill, block.timestamp).spend[0], 400 * USD);
    }

    // ---------------------------------------------------------------- refused parameters

    function test_resolve_revertsForOtherModes() public {
        Fill memory fill = dutchFill(1);
        fill.intent.info.rule = uint8(Rule.PAIRED);
        _refusedResolve(fill, abi.encodeWithSelector(DutchResolver.ModeRefused.selector, 0, 1));
        fill = _paired();
        fill.intent.info.rule = uint8(Rule.ALL);
        _refusedResolve(fill, abi.encodeWithSelector(DutchResolver.ModeRefused.selector, 1, 0));
    }

    function test_resolve_revertsWhenTheDecayEndsBeforeItStarts() public {
        DutchParams memory params = dutchParams();
        params.decayEnd = params.decayStart - 1;
        bytes memory reason = abi.encodeWithSelector(
            DutchResolver.DecayEndsBeforeStart.selector, params.decayStart, params.decayStart - 1
        );
        _refusedResolve(_dutch(params), reason);
    }

    function test_resolve_revertsWhenASpendFalls() public {
        DutchParams memory params = dutchParams();
        params.endSpend = amounts(2000 * USD - 1);
        _refusedResolve(_dutch(params), abi.encodeWithSelector(DutchResolver.SpendFalls.selector, 0));
    }

    function test_resolve_revertsWhenAReceiveRises() public {
        DutchParams memory params = dutchParams();
        params.endReceive = amounts(1.02e18 + 1);
        _refusedResolve(_dutch(params), abi.encodeWithSelector(DutchResolver.ReceiveRises.selector, 0));
    }

    function test_resolve_revertsForListsOfOtherLengths() public {
        for (uint256 k; k < 4; ++k) {
            DutchParams memory params = dutchParams();
            if (k == 0) params.startSpend = amounts(2000 * USD, 0);
            if (k == 1) params.endSpend = amounts(2000 * USD, 0);
            if (k == 2) params.startReceive = amounts(1.02e18, 0);
            if (k == 3) params.endReceive = amounts(ETH, 0);
            _refusedResolve(_dutch(params), abi.encodeWithSelector(DutchResolver.LengthsRefused.selector));
        }
    }

    function test_resolve_revertsForParametersThatDoNotDecode() public {
        Fill memory fill = dutchFill(1);
        fill.intent.resolution.data = hex"00";
        vm.expectRevert();
        _at(fill, block.timestamp);
    }

    // ---------------------------------------------------------------- helpers

    function _dutch(DutchParams memory params) private view returns (Fill memory fill) {
        fill = dutchFill(1);
        fill.intent.resolution.data = abi.encode(params);
    }

    /// @dev 2,000 USD for 1.02 to 1 WETH, or 1 WETH for 2,020 to 2,000 USD.
    function _paired() private view returns (Fill memory fill) {
        fill = standingFill(1);
        fill.intent.resolution.resolver = address(dutch);
        DutchParams memory params = dutchParams();
        params.startSpend = amounts(2000 * USD, ETH);
        params.endSpend = params.startSpend;
        params.startReceive = amounts(1.02e18, 2020 * USD);
        params.endReceive = amounts(ETH, 2000 * USD);
        fill.intent.resolution.data = abi.encode(params);
        fill.fillerData = abi.encode(uint256(0), 2000 * USD);
    }

    function _at(Fill memory fill, uint256 time) private returns (Resolved memory) {
        vm.warp(time);
        FillState memory none;
        return dutch.resolve(fill.intent, new HedgeTerms[](0), none, fill.cosigned, fill.fillerData);
    }

    function _refusedResolve(Fill memory fill, bytes memory reason) private {
        FillState memory none;
        vm.expectRevert(reason);
        dutch.resolve(fill.intent, new HedgeTerms[](0), none, new Cosignature[](0), fill.fillerData);
    }
}
