// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {HedgeReactor} from "../../src/HedgeReactor.sol";
import {IHedgeReactor} from "../../src/interfaces/IHedgeReactor.sol";
import {Limits} from "../../src/libraries/Limits.sol";
import {ResolverCall, Rule} from "../../src/types/Intent.sol";
import {Fill} from "../../src/types/Settlement.sol";
import {ReactorBase} from "../utils/ReactorBase.sol";

/// @notice S1 to S3 and S13 on the ONE_SHOT path: once, at least the minimum, at most the maximum, whoever resolves.
contract ReactorLimitsTest is ReactorBase {
    function test_execute_settlesHalfWayThroughTheDecay() public {
        Fill memory fill = sign(dutchFill(1));
        (uint256 usdBefore, uint256 wethBefore) = (usd.balanceOf(trader), weth.balanceOf(trader));
        vm.expectEmit(address(reactor));
        emit IHedgeReactor.Settled(idOf(fill), address(filler), trader, 0, amounts(2000 * USD), amounts(1.01e18));
        settle(fill);
        assertEq(usdBefore - usd.balanceOf(trader), 2000 * USD);
        assertEq(weth.balanceOf(trader) - wethBefore, 1.01e18);
    }

    // ---------------------------------------------------------------- S1

    function test_S1_execute_settlesOnce() public {
        Fill memory fill = sign(dutchFill(1));
        settle(fill);
        refused(fill, bytes4(keccak256("InvalidNonce()")));
        vm.prank(address(scripted));
        vm.expectPartialRevert(bytes4(keccak256("InvalidNonce()")));
        reactor.execute(fill, "");
    }

    function test_S1_execute_revertsForOneShotExpectingASecondFill() public {
        Fill memory fill = sign(dutchFill(1));
        fill.expectedFill = 1;
        refused(fill, abi.encodeWithSelector(HedgeReactor.UnexpectedFill.selector, 1, 0));
    }

    function test_execute_storesNothingForAOneShotFill() public {
        Fill memory fill = sign(dutchFill(1));
        vm.record();
        settle(fill);
        (, bytes32[] memory writes) = vm.accesses(address(reactor));
        assertEq(writes.length, 0);
    }

    // ---------------------------------------------------------------- S2, S3

    function test_S2_execute_revertsBelowTheSignedMinimum() public {
        Fill memory fill = sign(freeFill(1, 2000 * USD, ETH - 1));
        refused(fill, abi.encodeWithSelector(Limits.ReceiveBelowLimit.selector, 0, ETH - 1, ETH));
    }

    function test_S3_execute_revertsAboveMaxPerFill() public {
        Fill memory fill = freeFill(1, 2000 * USD + 1, ETH);
        fill.intent.spends[0].maxTotal = 3000 * USD;
        refused(sign(fill), abi.encodeWithSelector(Limits.SpendAboveLimit.selector, 0, 2000 * USD + 1, 2000 * USD));
    }

    function test_S3_execute_revertsAboveMaxTotal() public {
        Fill memory fill = freeFill(1, 2000 * USD + 1, ETH);
        fill.intent.spends[0].maxPerFill = 3000 * USD;
        refused(sign(fill), abi.encodeWithSelector(Limits.SpendAboveLimit.selector, 0, 2000 * USD + 1, 2000 * USD));
    }

    function test_fuzz_S2S3_execute_staysInsideTheLimits(uint256 spend, uint256 received) public {
        spend = bound(spend, 0, 4000 * USD);
        received = bound(received, 0, 2 * ETH);
        Fill memory fill = sign(freeFill(1, spend, received));
        (uint256 usdBefore, uint256 wethBefore) = (usd.balanceOf(trader), weth.balanceOf(trader));
        bool inside = spend <= 2000 * USD && received >= ETH;
        vm.prank(address(filler));
        if (!inside) vm.expectRevert();
        reactor.execute(fill, "");
        assertEq(usdBefore - usd.balanceOf(trader), inside ? spend : 0);
        assertEq(weth.balanceOf(trader) - wethBefore, inside ? received : 0);
    }

    function test_S3_execute_takesNoOtherToken() public {
        uint256 wethBefore = weth.balanceOf(trader);
        settle(sign(freeFill(1, 2000 * USD, ETH)));
        assertEq(weth.balanceOf(trader), wethBefore + ETH);
    }

    // ---------------------------------------------------------------- several spends

    function test_execute_pullsABatchOfSpends() public {
        Fill memory fill = _twoSpends();
        (uint256 usdBefore, uint256 wethBefore) = (usd.balanceOf(trader), weth.balanceOf(trader));
        settle(sign(fill));
        assertEq(usdBefore - usd.balanceOf(trader), 2000 * USD);
        assertEq(weth.balanceOf(trader), wethBefore - 0.5e18 + 1.5e18);
    }

    function test_execute_pullsTheOneMovingPairOfAOneShot() public {
        Fill memory fill = _twoSpends();
        fill.intent.info.rule = uint8(Rule.PAIRED);
        fill.intent.receives = standingFill(1).intent.receives;
        fill.intent.spends[0].maxTotal = 20_000 * USD;
        fill.fillerData = abi.encode(amounts(2000 * USD, 0), amounts(ETH, 0), [bytes32(0), 0, 0]);
        uint256 usdBefore = usd.balanceOf(trader);
        settle(sign(fill));
        assertEq(usdBefore - usd.balanceOf(trader), 2000 * USD);
    }

    function _twoSpends() private view returns (Fill memory fill) {
        fill = dutchFill(1);
        fill.intent.resolution = ResolverCall(address(obedient), "");
        fill.intent.spends = standingFill(1).intent.spends;
        fill.fillerData = abi.encode(amounts(2000 * USD, 0.5e18), amounts(1.5e18), [bytes32(0), 0, 0]);
    }

    // ---------------------------------------------------------------- whoever settles

    function test_S15_execute_isOpenToAnyCaller() public {
        settleAs(address(scripted), sign(dutchFill(1)), "");
    }

    function test_S15_reactor_hasNoCallThatNeedsPrivilege() public view {
        // DELEGATECALL, CALLCODE, SELFDESTRUCT, CREATE and CREATE2 do not occur as instructions.
        bytes memory code = address(reactor).code;
        uint256 end = code.length - _metadataSize(code);
        for (uint256 i; i < end; ++i) {
            uint8 op = uint8(code[i]);
            assertTrue(op != 0xf4 && op != 0xf2 && op != 0xff && op != 0xf0 && op != 0xf5, "forbidden instruction");
            if (op >= 0x60 && op <= 0x7f) i += op - 0x5f;
        }
    }

    /// @dev The last two bytes give the size of the compiler's metadata before them.
    function _metadataSize(bytes memory code) private pure returns (uint256) {
        return (uint256(uint8(code[code.length - 2])) << 8 | uint8(code[code.length - 1])) + 2;
    }
}
