// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {SafeTransferLib} from "solady/utils/SafeTransferLib.sol";
import {HedgeReactor} from "../../src/HedgeReactor.sol";
import {Limits} from "../../src/libraries/Limits.sol";
import {Fill} from "../../src/types/Settlement.sol";
import {BalanceCheckingSettlement} from "../actors/ReactorRival.sol";
import {StandardToken} from "../mocks/ReactorTokens.sol";
import {ReactorBase} from "../utils/ReactorBase.sol";

/// @notice S12: several intents around one callback, and the two thefts that balance checks around a callback allow.
contract ReactorBatchTest is ReactorBase {
    function test_executeBatch_settlesEachIntent() public {
        (uint256 usdBefore, uint256 wethBefore) = (usd.balanceOf(trader), weth.balanceOf(trader));
        _batch(pair(sign(dutchFill(1)), sign(dutchFill(2))));
        assertEq(usdBefore - usd.balanceOf(trader), 4000 * USD);
        assertEq(weth.balanceOf(trader) - wethBefore, 2.02e18);
    }

    function test_executeBatch_callsTheFillerOnceWithEveryHash() public {
        Fill[] memory fills = pair(sign(dutchFill(1)), sign(dutchFill(2)));
        vm.prank(address(scripted));
        reactor.executeBatch(fills, abi.encode(new address[](0), new bytes[](0)));
        assertEq(scripted.seenHashes(0), idOf(fills[0]));
        assertEq(scripted.seenHashes(1), idOf(fills[1]));
    }

    /// @dev The filler owns no USD: what it gets from one intent pays the other.
    function test_executeBatch_netsOneIntentAgainstAnother() public {
        Fill memory back = dutchFill(2);
        back.intent.spends[0] = _spend(address(weth), ETH, ETH);
        back.intent.receives[0] = _receive(address(usd), 1990 * USD);
        back.intent.resolution.resolver = address(obedient);
        back.fillerData = abi.encode(amounts(ETH), amounts(1990 * USD), [bytes32(0), 0, 0]);
        _keepOnly(address(filler), 0.01e18);
        uint256 spare = usd.balanceOf(address(filler));
        vm.prank(address(filler));
        assertTrue(usd.transfer(address(0xdead), spare));
        _batch(pair(sign(dutchFill(1)), sign(back)));
        assertEq(usd.balanceOf(address(filler)), 10 * USD);
        assertEq(weth.balanceOf(address(filler)), 0);
    }

    // ---------------------------------------------------------------- S12

    function test_S12_executeBatch_revertsForADuplicateOneShot() public {
        Fill memory fill = sign(dutchFill(1));
        _refusedBatch(pair(fill, fill), abi.encodeWithSelector(HedgeReactor.DuplicateIntent.selector, idOf(fill)));
    }

    function test_S12_executeBatch_revertsForADuplicateStanding() public {
        allowStanding();
        Fill memory fill = sign(standingFill(1));
        Fill memory second = sign(standingFill(1));
        second.expectedFill = 1;
        _refusedBatch(pair(fill, second), abi.encodeWithSelector(HedgeReactor.DuplicateIntent.selector, idOf(fill)));
    }

    function test_S12_executeBatch_oneRefusedIntentUndoesAll() public {
        uint256 before = usd.balanceOf(trader);
        Fill[] memory fills = pair(sign(dutchFill(1)), sign(freeFill(2, 2000 * USD, ETH - 1)));
        _refusedBatch(fills, abi.encodeWithSelector(Limits.ReceiveBelowLimit.selector, 0, ETH - 1, ETH));
        assertEq(usd.balanceOf(trader), before);
        settle(fills[0]);
    }

    function test_S12_executeBatch_checksEveryIntentBeforeAnyTokenMoves() public {
        Fill[] memory fills = pair(sign(dutchFill(1)), sign(freeFill(2, 2000 * USD, ETH - 1)));
        vm.expectCall(PERMIT2, hex"", 0);
        _refusedBatch(fills, abi.encodeWithSelector(Limits.ReceiveBelowLimit.selector, 0, ETH - 1, ETH));
    }

    // ---------------------------------------------------------------- thefts

    /// @dev Two intents with one recipient: one payment must not count for both.
    function test_S12_theft_onePaymentForTwoIntents() public {
        Fill[] memory fills = pair(sign(dutchFill(1)), sign(dutchFill(2)));
        _keepOnly(address(filler), 1.01e18);
        _refusedBatch(fills, abi.encodePacked(SafeTransferLib.TransferFromFailed.selector));
        weth.mint(address(filler), 1.01e18);
        uint256 before = weth.balanceOf(trader);
        _batch(fills);
        assertEq(weth.balanceOf(trader) - before, 2.02e18);
    }

    /// @dev In its callback the filler pays the recipient itself: that is a gift.
    function test_S12_theft_paymentInTheCallbackDoesNotCount() public {
        Fill memory fill = sign(dutchFill(1));
        _keepOnly(address(scripted), 1.01e18);
        bytes memory gift = _script(address(weth), abi.encodeCall(StandardToken.transfer, (trader, 1.01e18)));
        vm.prank(address(scripted));
        vm.expectRevert(SafeTransferLib.TransferFromFailed.selector);
        reactor.execute(fill, gift);
    }

    /// @dev Our fill inside the fill of a settlement that checks balances: our payment counts there a second time. The
    ///      trader of our intent still gets the whole; what the rival's own order loses is the rival's design.
    function test_S12_theft_fillInsideAnotherSettlementStillPaysInFull() public {
        (BalanceCheckingSettlement rival, BalanceCheckingSettlement.Order memory order) = _rivalOrder();
        Fill memory fill = sign(dutchFill(1));
        bytes memory inner = _script(address(reactor), abi.encodeCall(reactor.execute, (fill, "")));
        (uint256 wethBefore, uint256 usdBefore) = (weth.balanceOf(trader), usd.balanceOf(trader));
        vm.prank(address(scripted));
        rival.settle(order, inner);
        assertEq(weth.balanceOf(trader) - wethBefore, 1.01e18);
        assertEq(usdBefore - usd.balanceOf(trader), 2000 * USD);
    }

    /// @dev The other way round: a payment for the rival's order, made inside our callback, must not pay ours.
    function test_S12_theft_anotherSettlementInsideOurCallbackDoesNotPayOurs() public {
        (BalanceCheckingSettlement rival, BalanceCheckingSettlement.Order memory order) = _rivalOrder();
        Fill memory fill = sign(dutchFill(1));
        _keepOnly(address(scripted), 1.01e18);
        bytes memory pay = _script(address(weth), abi.encodeCall(StandardToken.transfer, (trader, 1.01e18)));
        bytes memory nested = _script(address(rival), abi.encodeCall(rival.settle, (order, pay)));
        vm.prank(address(scripted));
        vm.expectRevert(SafeTransferLib.TransferFromFailed.selector);
        reactor.execute(fill, nested);
        weth.mint(address(scripted), 1.01e18);
        uint256 before = weth.balanceOf(trader);
        settleAs(address(scripted), fill, nested);
        assertEq(weth.balanceOf(trader) - before, 2.02e18);
    }

    // ---------------------------------------------------------------- helpers

    function _rivalOrder()
        private
        returns (BalanceCheckingSettlement rival, BalanceCheckingSettlement.Order memory order)
    {
        rival = new BalanceCheckingSettlement();
        usd.mint(address(rival), 2000 * USD);
        order = BalanceCheckingSettlement.Order(usd, 2000 * USD, weth, 1.01e18, trader);
    }

    function _script(address target, bytes memory call_) private pure returns (bytes memory) {
        address[] memory targets = new address[](1);
        bytes[] memory calls = new bytes[](1);
        (targets[0], calls[0]) = (target, call_);
        return abi.encode(targets, calls);
    }

    function _batch(Fill[] memory fills) private {
        vm.prank(address(filler));
        reactor.executeBatch(fills, "");
    }

    function _refusedBatch(Fill[] memory fills, bytes memory reason) private {
        vm.prank(address(filler));
        vm.expectRevert(reason);
        reactor.executeBatch(fills, "");
    }

    function _keepOnly(address holder, uint256 amount) private {
        uint256 spare = weth.balanceOf(holder) - amount;
        vm.prank(holder);
        assertTrue(weth.transfer(address(0xdead), spare));
    }
}
