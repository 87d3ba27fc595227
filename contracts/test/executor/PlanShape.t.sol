// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Floors} from "../../src/libraries/executor/Floors.sol";
import {HopErrors} from "../../src/libraries/executor/HopErrors.sol";
import {SolverExecutor} from "../../src/SolverExecutor.sol";
import {Floor, Hop, Plan} from "../../src/types/Plan.sol";
import {Fill} from "../../src/types/Settlement.sol";
import {ExecutorWorld} from "./ExecutorWorld.sol";

/// @dev E3 and E5: what a plan may name at all.
contract PlanShapeTest is ExecutorWorld {
    function test_E5_everyTokenAHopTakesNeedsAFloor() public {
        Plan memory plan = plainPlan();
        plan.hops[0].tokenIn = address(dai);
        settleReverts(plan, _unfloored(address(dai)));
    }

    function test_E5_everyTokenAHopGivesNeedsAFloor() public {
        Plan memory plan = plainPlan();
        plan.hops[0].tokenOut = address(dai);
        settleReverts(plan, _unfloored(address(dai)));
    }

    function test_E5_everyTokenDrawnNeedsAFloor() public {
        Plan memory plan = plainPlan();
        plan.draws = draws(address(dai), 0);
        settleReverts(plan, _unfloored(address(dai)));
    }

    function test_E5_everyTokenAnIntentSpendsNeedsAFloor() public {
        Fill memory fill = order(address(dai), 1e18, address(weth), 1e14, 1);
        settleReverts(planOf(fill, new Hop[](0), floors2()), _unfloored(address(dai)));
    }

    function test_E5_everyTokenAnIntentReceivesNeedsAFloor() public {
        Fill memory fill = order(address(usdc), 1e6, address(dai), 1e18, 1);
        settleReverts(planOf(fill, new Hop[](0), floors2()), _unfloored(address(dai)));
    }

    function test_E7_aBuilderPaymentNeedsAFloorOfWeth() public {
        Fill memory fill = order(address(dai), 10_000e18, address(usdt), 9_990e6, 1);
        Plan memory plan = planOf(fill, hops(stableHop(0, 2, 10_000e18)), new Floor[](2));
        (plan.floors[0].token, plan.floors[1].token) = (address(dai), address(usdt));
        plan.maxBuilderPaymentWei = 1;
        settleReverts(plan, _unfloored(address(weth)));
        plan.maxBuilderPaymentWei = 0;
        settle(plan);
    }

    function test_E3_noHopCallsReactorVaultPermit2OrAToken() public {
        address[5] memory forbidden = [address(reactor), address(vault), PERMIT2, address(usdc), address(weth)];
        for (uint8 family; family < 6; ++family) {
            for (uint256 k; k < forbidden.length; ++k) {
                Plan memory plan = plainPlan();
                (plan.hops[0].family, plan.hops[0].pool) = (family, forbidden[k]);
                settleReverts(plan, abi.encodeWithSelector(SolverExecutor.ForbiddenPool.selector, forbidden[k]));
            }
        }
    }

    function test_E3_managerAndVaultOfTokensAreCalledByTheirOwnHopsAlone() public {
        for (uint8 family; family < 6; ++family) {
            Plan memory plan = plainPlan();
            (plan.hops[0].family, plan.hops[0].pool) = (family, address(VAULT));
            settleReverts(plan, abi.encodeWithSelector(SolverExecutor.ForbiddenPool.selector, address(VAULT)));
            if (family == 3) continue;
            plan.hops[0].pool = address(manager);
            settleReverts(plan, abi.encodeWithSelector(SolverExecutor.ForbiddenPool.selector, address(manager)));
        }
    }

    function test_fuzz_E3_anUnknownFamilyReverts(uint8 family) public {
        vm.assume(family > 5);
        Plan memory plan = plainPlan();
        plan.hops[0].family = family;
        settleReverts(plan, abi.encodeWithSelector(HopErrors.UnknownFamily.selector, family));
    }

    function test_settle_revertsWithoutAFill() public {
        Plan memory plan = plainPlan();
        plan.fills = new Fill[](0);
        settleReverts(plan, abi.encodeWithSelector(SolverExecutor.NoFills.selector));
    }

    function test_fuzz_E7_noMoreThanTheWholeGainIsShared(uint16 shareBps) public {
        vm.assume(shareBps > 10_000);
        Plan memory plan = plainPlan();
        plan.builderShareBps = shareBps;
        settleReverts(plan, abi.encodeWithSelector(SolverExecutor.ShareAboveWhole.selector, shareBps));
    }

    function test_E4_aPositionIsNeverApproved() public {
        Plan memory plan = plainPlan();
        plan.fills[0].intent.receives[0].standard = 1;
        settleReverts(plan, abi.encodeWithSelector(SolverExecutor.UnsupportedStandard.selector, uint8(1)));
    }

    /// @dev An offset that leads before the calldata, where a callback would find other bytes.
    function test_settle_revertsWhenHopsOrFloorsLieOutsideThePlan() public {
        for (uint256 head = 6; head < 8; ++head) {
            bytes memory input = abi.encodeCall(executor.settle, (plainPlan()));
            uint256 place = 4 + 32 + 32 * head;
            assembly ("memory-safe") {
                mstore(add(add(input, 0x20), place), sub(0, 0x44))
            }
            vm.prank(submitter);
            (bool ok, bytes memory reason) = address(executor).call(input);
            assertFalse(ok);
            assertEq(reason, abi.encodeWithSelector(SolverExecutor.NotContained.selector));
        }
    }

    /// @dev A count that begins before the arguments reads as zero here, and in a callback as part of other words.
    function test_settle_revertsWhenACountBeginsOutsideThePlan() public {
        for (uint256 head = 6; head < 8; ++head) {
            for (uint256 start = 5; start < 32; ++start) {
                bytes memory input = abi.encodeCall(executor.settle, (plainPlan()));
                uint256 place = 4 + 32 + 32 * head;
                assembly ("memory-safe") {
                    mstore(add(add(input, 0x20), place), sub(start, 0x44))
                }
                vm.prank(submitter);
                (bool ok, bytes memory reason) = address(executor).call(input);
                assertFalse(ok);
                assertEq(reason, abi.encodeWithSelector(SolverExecutor.NotContained.selector), vm.toString(start));
            }
        }
    }

    function test_fuzz_settle_revertsOnCalldataCutShort(uint256 length) public {
        bytes memory input = abi.encodeCall(executor.settle, (plainPlan()));
        length = bound(length, 0, input.length - 33);
        assembly ("memory-safe") {
            mstore(input, length)
        }
        vm.prank(submitter);
        (bool ok,) = address(executor).call(input);
        assertFalse(ok);
    }

    /// @dev One word of the plan replaced by a hostile offset, length or value.
    function test_fuzz_settle_aForgedWordNeverTakesMoreThanTheCap(uint256 place, uint256 word) public {
        give(address(weth), address(vault), 50e18);
        give(address(usdc), address(vault), 50_000e6);
        vm.prank(owner);
        vault.setCap(address(weth), 1e18, 1e18);
        Plan memory plan = plainPlan();
        plan.draws = draws(address(weth), 1e18);
        bytes memory input = abi.encodeCall(executor.settle, (plan));
        place = 4 + 32 * bound(place, 0, (input.length - 4) / 32 - 1);
        if (word & 1 == 1) word = type(uint256).max - (word >> 200);
        assembly ("memory-safe") {
            mstore(add(add(input, 0x20), place), word)
        }
        vm.prank(submitter);
        (bool ok,) = address(executor).call(input);
        assertEq(usdc.balanceOf(trader), ok ? 0 : 20_000e6);
        assertEq(weth.balanceOf(trader), ok ? 9.9e18 : 0);
        assertGe(weth.balanceOf(address(vault)), 49e18);
        assertGe(usdc.balanceOf(address(vault)), 50_000e6);
    }

    function _unfloored(address token) private pure returns (bytes memory) {
        return abi.encodeWithSelector(Floors.TokenNotFloored.selector, token);
    }
}
