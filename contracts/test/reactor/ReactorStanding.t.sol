// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {HedgeReactor} from "../../src/HedgeReactor.sol";
import {IHedgeReactor} from "../../src/interfaces/IHedgeReactor.sol";
import {Limits} from "../../src/libraries/Limits.sol";
import {StandingBook} from "../../src/libraries/StandingBook.sol";
import {Receive, Standard} from "../../src/types/Intent.sol";
import {Fill, FillState} from "../../src/types/Settlement.sol";
import {ReactorBase} from "../utils/ReactorBase.sol";

/// @notice STANDING + PAIRED: several fills, either direction, at the price floor, until used up or cancelled.
contract ReactorStandingTest is ReactorBase {
    function setUp() public override {
        super.setUp();
        allowStanding();
    }

    // ---------------------------------------------------------------- S1: fills and totals

    function test_standing_fillsInBothDirectionsAndRemembersThem() public {
        Fill memory fill = sign(standingFill(1));
        fill.fillerData = abi.encode(amounts(2000 * USD, 0), amounts(ETH, 0), [bytes32(uint256(7)), 0, 0]);
        settle(fill);
        vm.roll(block.number + 3);
        vm.warp(block.timestamp + 36);
        fill = _next(fill, 1, amounts(0, ETH), amounts(0, 2000 * USD));
        settle(fill);
        (FillState memory state, uint256[] memory spent) = reactor.stateOf(idOf(fill), 2);
        assertEq(state.fills, 2);
        assertEq(state.lastFillAt, block.timestamp);
        assertEq(state.lastFillBlock, block.number);
        assertEq(state.resolverState[0], bytes32(0));
        assertEq(spent[0], 2000 * USD);
        assertEq(spent[1], ETH);
    }

    function test_standing_keepsTheResolverState() public {
        Fill memory fill = sign(standingFill(1));
        bytes32[3] memory next = [bytes32(uint256(7)), bytes32(uint256(8)), bytes32(uint256(9))];
        fill.fillerData = abi.encode(amounts(2000 * USD, 0), amounts(ETH, 0), next);
        settle(fill);
        (FillState memory state,) = reactor.stateOf(idOf(fill), 2);
        for (uint256 k; k < 3; ++k) {
            assertEq(state.resolverState[k], next[k]);
        }
    }

    function test_S1_standing_revertsForASecondLaneOrReplay() public {
        Fill memory fill = sign(standingFill(1));
        settle(fill);
        refused(fill, abi.encodeWithSelector(HedgeReactor.UnexpectedFill.selector, 0, 1));
    }

    function test_S1_standing_revertsAfterMaxFills() public {
        Fill memory fill = standingFill(1);
        fill.intent.info.maxFills = 1;
        fill = sign(fill);
        settle(fill);
        fill.expectedFill = 1;
        refused(fill, abi.encodeWithSelector(HedgeReactor.NoFillsLeft.selector, 1));
    }

    function test_S1S3_standing_revertsAboveMaxTotalOverSeveralFills() public {
        Fill memory fill = standingFill(1);
        fill.intent.spends[0].maxTotal = 5000 * USD;
        fill.intent.receives[0].minTotal = 2.5e18;
        fill = sign(fill);
        settle(_next(fill, 0, amounts(3000 * USD, 0), amounts(1.5e18, 0)));
        fill = _next(fill, 1, amounts(2000 * USD + 1, 0), amounts(1.5e18, 0));
        refused(fill, abi.encodeWithSelector(StandingBook.SpendAboveTotal.selector, 0, 5000 * USD + 1, 5000 * USD));
        settle(_next(fill, 1, amounts(2000 * USD, 0), amounts(ETH, 0)));
    }

    function test_S3_standing_revertsAboveMaxPerFill() public {
        Fill memory fill = sign(standingFill(1, amounts(4000 * USD + 1, 0), amounts(3 * ETH, 0)));
        refused(fill, abi.encodeWithSelector(Limits.SpendAboveLimit.selector, 0, 4000 * USD + 1, 4000 * USD));
    }

    function test_S3_standing_revertsAboveUint160() public {
        uint256 huge = uint256(type(uint160).max) + 1;
        Fill memory fill = standingFill(1, amounts(huge, 0), amounts(ETH, 0));
        fill.intent.spends[0] = _spend(address(usd), huge, huge);
        fill.intent.receives[0].minTotal = 1;
        refused(sign(fill), abi.encodeWithSelector(HedgeReactor.SpendAboveUint160.selector, 0, huge));
    }

    // ---------------------------------------------------------------- S2, S13: the pair's price floor

    function test_S2_standing_revertsBelowThePriceFloor() public {
        Fill memory fill = sign(standingFill(1, amounts(2000 * USD, 0), amounts(ETH - 1, 0)));
        refused(fill, abi.encodeWithSelector(Limits.PriceBelowFloor.selector, 0, 2000 * USD, ETH - 1));
    }

    function test_fuzz_S13_standing_neverSettlesBelowTheFloor(uint256 spend, uint256 received) public {
        spend = bound(spend, 1, 4000 * USD);
        uint256 floor = (10 * ETH * spend + 20_000 * USD - 1) / (20_000 * USD);
        received = bound(received, floor > 1e13 ? floor - 1e13 : 0, floor + 1e13);
        Fill memory fill = sign(standingFill(1, amounts(spend, 0), amounts(received, 0)));
        vm.prank(address(filler));
        if (received < floor) vm.expectRevert();
        reactor.execute(fill, "");
    }

    function test_standing_revertsWhenBothPairsMove() public {
        Fill memory fill = sign(standingFill(1, amounts(2000 * USD, ETH), amounts(ETH, 2000 * USD)));
        refused(fill, abi.encodeWithSelector(Limits.SecondPairMoves.selector, 1));
    }

    function test_standing_revertsWhenNothingMoves() public {
        refused(
            sign(standingFill(1, amounts(0, 0), amounts(0, 0))), abi.encodeWithSelector(Limits.NothingMoves.selector)
        );
    }

    function test_standing_revertsForAReceiveWithoutSpend() public {
        Fill memory fill = sign(standingFill(1, amounts(0, 0), amounts(ETH, 0)));
        _refusedPair(fill);
    }

    function test_standing_revertsForPairOfOneToken() public {
        Fill memory fill = standingFill(1, amounts(2000 * USD, 0), amounts(2000 * USD, 0));
        fill.intent.receives[0] = _receive(address(usd), 20_000 * USD);
        _refusedPair(sign(fill));
    }

    function test_standing_revertsForPositionInAPair() public {
        Fill memory fill = standingFill(1, amounts(2000 * USD, 0), amounts(1, 0));
        fill.intent.receives[0] = Receive(uint8(Standard.ERC721_POSITION), address(position), 1, trader, 0);
        fill.positionIds = amounts(42);
        position.mint(address(filler), 42, 0);
        _refusedPair(sign(fill));
    }

    function test_standing_revertsWithoutAPriceFloor() public {
        Fill memory fill = standingFill(1, amounts(2000 * USD, 0), amounts(1, 0));
        fill.intent.receives[0].minTotal = 0;
        _refusedPair(sign(fill));
    }

    function _refusedPair(Fill memory fill) private {
        refused(fill, abi.encodeWithSelector(Limits.PairRefused.selector, 0));
    }

    // ---------------------------------------------------------------- cancelling

    function test_cancel_revokesTheNoncesOfTheCallerAlone() public {
        Fill memory fill = sign(standingFill(7));
        vm.prank(address(scripted));
        reactor.cancel(amounts(7));
        settle(fill);
        vm.expectEmit(address(reactor));
        emit IHedgeReactor.Cancelled(trader, 7);
        vm.prank(trader);
        reactor.cancel(amounts(7, 9));
        assertTrue(reactor.isCancelled(trader, 9));
        assertFalse(reactor.isCancelled(trader, 8));
        fill.expectedFill = 1;
        refused(fill, abi.encodeWithSelector(HedgeReactor.NonceCancelled.selector, 7));
    }

    function test_cancelIssuedBefore_revokesOlderIntentsAlone() public {
        Fill memory fill = sign(standingFill(1));
        uint64 issuedAt = fill.intent.info.issuedAt;
        vm.prank(trader);
        reactor.cancelIssuedBefore(issuedAt);
        settle(fill);
        vm.expectEmit(address(reactor));
        emit IHedgeReactor.CancelledIssuedBefore(trader, issuedAt + 1);
        vm.prank(trader);
        reactor.cancelIssuedBefore(issuedAt + 1);
        fill.expectedFill = 1;
        refused(fill, abi.encodeWithSelector(HedgeReactor.IssuedBeforeCancellation.selector, issuedAt));
    }

    function test_standing_revertsWhenIssuedInTheFuture() public {
        Fill memory fill = standingFill(1);
        uint64 issuedAt = uint64(block.timestamp + 1);
        fill.intent.info.issuedAt = issuedAt;
        fill = sign(fill);
        refused(fill, abi.encodeWithSelector(HedgeReactor.IssuedInFuture.selector, issuedAt));
        vm.warp(issuedAt);
        settle(fill);
    }

    function test_cancelIssuedBefore_neverMovesBackwards() public {
        vm.startPrank(trader);
        reactor.cancelIssuedBefore(100);
        reactor.cancelIssuedBefore(99);
        assertEq(reactor.minIssuedAt(trader), 100);
    }

    // ---------------------------------------------------------------- helpers

    function _next(Fill memory fill, uint32 index, uint256[] memory spend, uint256[] memory received)
        private
        pure
        returns (Fill memory)
    {
        fill.expectedFill = index;
        fill.fillerData = abi.encode(spend, received, [bytes32(0), 0, 0]);
        return fill;
    }
}
