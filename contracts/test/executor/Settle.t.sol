// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ISolverExecutor} from "../../src/interfaces/ISolverExecutor.sol";
import {Hop, Plan} from "../../src/types/Plan.sol";
import {Fill} from "../../src/types/Settlement.sol";
import {ExecutorWorld} from "./ExecutorWorld.sol";

contract SettleTest is ExecutorWorld {
    function test_settle_fillsOverV2AndTheGainReachesTheVault() public {
        Plan memory plan = plainPlan();
        uint256 expectedOut = uint256(20_000e6) * 997 * 10_000e18 / (20_000_000e6 * 1000 + uint256(20_000e6) * 997);
        vm.expectEmit(address(executor));
        emit ISolverExecutor.PlanSettled(keccak256(abi.encode(plan)), submitter, 0);
        settle(plan);
        assertEq(weth.balanceOf(trader), 9.9e18);
        assertEq(weth.balanceOf(address(vault)), expectedOut - 9.9e18);
        assertNothingLeft();
    }

    function test_settle_fillsOverV3InBothDirections() public {
        Fill memory buy = order(address(usdc), 20_000e6, address(weth), 9.9e18, 1);
        settle(planOf(buy, hops(v3Hop(address(usdc), address(weth), 20_000e6)), floors2()));
        Fill memory sell = order(address(weth), 10e18, address(usdc), 19_900e6, 2);
        settle(planOf(sell, hops(v3Hop(address(weth), address(usdc), 10e18)), floors2()));
        assertEq(usdc.balanceOf(trader), 19_900e6);
        assertGt(usdc.balanceOf(address(vault)), 0);
        assertNothingLeft();
    }

    function test_settle_fillsOverStableSwapWithoutReturnValues() public {
        Fill memory fill = order(address(dai), 10_000e18, address(usdt), 9_990e6, 1);
        settle(planOf(fill, hops(stableHop(0, 2, 10_000e18)), floors4()));
        fill = order(address(usdt), 10_000e6, address(dai), 9_990e18, 2);
        settle(planOf(fill, hops(stableHop(2, 0, 10_000e6)), floors4()));
        assertEq(usdt.balanceOf(trader), 9_990e6);
        assertEq(dai.balanceOf(trader), 9_990e18);
        assertNothingLeft();
    }

    function test_settle_fillsFromTheVaultsStockAlone() public {
        give(address(weth), address(vault), 50e18);
        vm.prank(owner);
        vault.setCap(address(weth), 10e18, 20e18);
        Fill memory fill = order(address(usdc), 20_000e6, address(weth), 9.9e18, 1);
        Plan memory plan = planOf(fill, new Hop[](0), floors2());
        plan.floors[0].minDelta = 20_000e6;
        plan.floors[1].minDelta = -9.9e18;
        plan.draws = draws(address(weth), 10e18);
        settle(plan);
        assertEq(weth.balanceOf(address(vault)), 40.1e18);
        assertEq(usdc.balanceOf(address(vault)), 20_000e6);
        assertNothingLeft();
    }

    function test_settle_runsThreeFamiliesInOnePlan() public {
        settle(mixedPlan());
        assertEq(weth.balanceOf(trader), 9.9e18);
        assertGt(weth.balanceOf(address(vault)), 0);
        assertNothingLeft();
    }

    function test_settle_runsEveryFamilyInOnePlan() public {
        settle(everyFamilyPlan());
        assertEq(weth.balanceOf(trader), 24.8e18);
        assertGt(weth.balanceOf(address(vault)), 0);
        assertNothingLeft();
    }

    function test_fuzz_settle_leavesNothingBehind(uint256 amount, bool v3) public {
        amount = bound(amount, 1e6, 500_000e6);
        uint256 least = amount * 1e12 / 2000 * 95 / 100;
        Fill memory fill = order(address(usdc), amount, address(weth), least, 1);
        Hop memory hop = v3 ? v3Hop(address(usdc), address(weth), amount) : v2Hop(address(usdc), address(weth), amount);
        settle(planOf(fill, hops(hop), floors2()));
        assertEq(weth.balanceOf(trader), least);
        assertNothingLeft();
    }
}
