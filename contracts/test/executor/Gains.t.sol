// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Floors} from "../../src/libraries/executor/Floors.sol";
import {HopErrors} from "../../src/libraries/executor/HopErrors.sol";
import {Hop, Plan} from "../../src/types/Plan.sol";
import {ExecutorWorld} from "./ExecutorWorld.sol";

/// @dev E5, E7, E8, E10: floors, the builder's payment, gifts, and trades in front of ours.
contract GainsTest is ExecutorWorld {
    function test_E5_theFloorHoldsToTheUnit() public {
        uint256 gain = _gainOfPlain();
        Plan memory plan = plainPlan();
        // forge-lint: disable-next-line(unsafe-typecast)
        plan.floors[1].minDelta = int256(gain + 1);
        settleReverts(plan, _broken(gain + 1, 0, gain));
        --plan.floors[1].minDelta;
        settle(plan);
        assertEq(weth.balanceOf(address(vault)), gain);
    }

    function test_E5_aLossRevertsEvenWhenAnotherTokenGains() public {
        give(address(weth), address(vault), 1e18);
        vm.prank(owner);
        vault.setCap(address(weth), 1e18, 1e18);
        Plan memory plan = planOf(
            order(address(usdc), 20_000e6, address(weth), 9.9e18, 1),
            hops(v2Hop(address(usdc), address(weth), 19_000e6)),
            floors2()
        );
        plan.draws = draws(address(weth), 1e18);
        vm.expectPartialRevert(Floors.FloorBroken.selector);
        settle(plan);
        plan.floors[1].minDelta = -0.5e18;
        settle(plan);
        assertEq(usdc.balanceOf(address(vault)), 1_000e6);
    }

    function test_E5_theLowestFloorThereIsDoesNotWrapAround() public {
        Plan memory plan = plainPlan();
        plan.floors[1].minDelta = type(int256).min;
        vm.expectRevert();
        settle(plan);
    }

    function test_fuzz_E5_noTokenFallsWhenFloorsAreZero(uint256 sold, uint256 asked) public {
        sold = bound(sold, 1, 25_000e6);
        asked = bound(asked, 1, 12e18);
        Plan memory plan = planOf(
            order(address(usdc), 20_000e6, address(weth), asked, 1),
            hops(v2Hop(address(usdc), address(weth), sold)),
            floors2()
        );
        vm.prank(submitter);
        (bool ok,) = address(executor).call(abi.encodeCall(executor.settle, (plan)));
        assertEq(weth.balanceOf(trader), ok ? asked : 0);
        assertEq(usdc.balanceOf(address(vault)), ok ? 20_000e6 - sold : 0);
        assertNothingLeft();
    }

    function test_fuzz_E7_theBuilderGetsTheShareUpToTheCap(uint16 shareBps, uint256 cap) public {
        shareBps %= 10_001;
        cap = bound(cap, 0, 1e18);
        uint256 gain = _gainOfPlain();
        Plan memory plan = plainPlan();
        (plan.builderShareBps, plan.maxBuilderPaymentWei) = (shareBps, cap);
        settle(plan);
        uint256 share = gain * shareBps / 10_000;
        assertEq(weth.balanceOf(builder), share < cap ? share : cap);
        assertEq(weth.balanceOf(address(vault)), gain - weth.balanceOf(builder));
        assertNothingLeft();
    }

    function test_E7_theFloorHoldsAfterThePayment() public {
        uint256 gain = _gainOfPlain();
        Plan memory plan = plainPlan();
        (plan.builderShareBps, plan.maxBuilderPaymentWei) = (5_000, 1e18);
        // forge-lint: disable-next-line(unsafe-typecast)
        plan.floors[1].minDelta = int256(gain - gain / 2 + 1);
        settleReverts(plan, _broken(gain - gain / 2 + 1, 0, gain - gain / 2));
        assertEq(weth.balanceOf(builder), 0);
        --plan.floors[1].minDelta;
        settle(plan);
        assertEq(weth.balanceOf(builder), gain / 2);
    }

    function test_E7_noGainPaysNothing() public {
        give(address(weth), address(vault), 20e18);
        vm.prank(owner);
        vault.setCap(address(weth), 10e18, 10e18);
        Plan memory plan = planOf(order(address(usdc), 20_000e6, address(weth), 10e18, 1), new Hop[](0), floors2());
        plan.draws = draws(address(weth), 10e18);
        plan.floors[1].minDelta = -10e18;
        (plan.builderShareBps, plan.maxBuilderPaymentWei) = (10_000, 1e18);
        settle(plan);
        assertEq(weth.balanceOf(builder), 0);
    }

    function test_fuzz_E8_aGiftIsNeitherGainNorPaidOut(uint256 toExecutor, uint256 toVault) public {
        toExecutor = bound(toExecutor, 0, 100e18);
        toVault = bound(toVault, 0, 100e18);
        uint256 gain = _gainOfPlain();
        give(address(weth), address(executor), toExecutor);
        give(address(weth), address(vault), toVault);
        Plan memory plan = plainPlan();
        (plan.builderShareBps, plan.maxBuilderPaymentWei) = (10_000, 1_000e18);
        // forge-lint: disable-next-line(unsafe-typecast)
        plan.floors[1].minDelta = int256(gain + 1);
        plan.builderShareBps = 0;
        settleReverts(plan, _broken(gain + 1, toExecutor + toVault, toExecutor + toVault + gain));
        (plan.builderShareBps, plan.floors[1].minDelta) = (10_000, 0);
        settle(plan);
        assertEq(weth.balanceOf(builder), gain);
        assertEq(weth.balanceOf(address(vault)), toExecutor + toVault);
    }

    function test_E8_aGiftDoesNotFillAHopsMinimum() public {
        give(address(weth), address(executor), 50e18);
        Plan memory plan = plainPlan();
        uint256 out = _gainOfPlain() + 9.9e18;
        plan.hops[0].minOut = out + 1;
        settleReverts(
            plan, abi.encodeWithSelector(HopErrors.InsufficientOutput.selector, address(v2Pair), out, out + 1)
        );
    }

    function test_E8_aGiftToThePoolChangesNoPrice() public {
        uint256 gain = _gainOfPlain();
        give(address(usdc), address(v2Pair), 5_000_000e6);
        settle(plainPlan());
        assertEq(weth.balanceOf(address(vault)), gain);
    }

    function test_E10_aTradeInFrontOfOursRevertsOurs() public {
        Plan memory plan = plainPlan();
        uint256 out = _gainOfPlain() + 9.9e18;
        plan.hops[0].minOut = out;
        _frontRun(10_000e6);
        vm.expectPartialRevert(HopErrors.InsufficientOutput.selector);
        settle(plan);
        assertEq(usdc.balanceOf(trader), 20_000e6);
        assertEq(usdc.balanceOf(address(vault)) + weth.balanceOf(address(vault)), 0);
    }

    function _frontRun(uint256 amount) private {
        (uint112 reserve0, uint112 reserve1,) = v2Pair.getReserves();
        bool usdcFirst = address(usdc) < address(weth);
        (uint256 reserveIn, uint256 reserveOut) = usdcFirst ? (reserve0, reserve1) : (reserve1, reserve0);
        uint256 out = amount * 997 * reserveOut / (reserveIn * 1000 + amount * 997);
        give(address(usdc), address(v2Pair), amount);
        v2Pair.swap(usdcFirst ? 0 : out, usdcFirst ? out : 0, makeAddr("bot"), "");
    }

    /// @dev Uniswap v2's own formula at the pool's first state, less what the trader receives.
    function _gainOfPlain() private pure returns (uint256) {
        uint256 netIn = uint256(20_000e6) * 997;
        return netIn * 10_000e18 / (20_000_000e6 * 1000 + netIn) - 9.9e18;
    }

    function _broken(uint256 minDelta, uint256 before, uint256 afterwards) private view returns (bytes memory) {
        // forge-lint: disable-next-line(unsafe-typecast)
        return abi.encodeWithSelector(Floors.FloorBroken.selector, address(weth), int256(minDelta), before, afterwards);
    }
}
