// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {HopErrors} from "../../src/libraries/executor/HopErrors.sol";
import {SolverExecutor} from "../../src/SolverExecutor.sol";
import {Plan} from "../../src/types/Plan.sol";
import {
    ExecutorDelegatingV3Pool,
    ExecutorFakeV3Pool,
    ExecutorKeepingV2Pair,
    ExecutorReentrantPool
} from "../mocks/ExecutorSchemingPools.sol";
import {ExecutorWorld} from "./ExecutorWorld.sol";

/// @dev E2: only the pool being swapped on collects, once, exactly the hop's input; a swap that pays too little reverts.
contract PoolCallbackTest is ExecutorWorld {
    int256 private constant IN = 20_000e6;
    uint256 private constant IN_UNSIGNED = 20_000e6;

    function test_fuzz_E2_noPoolCollectsOutsideItsSwap(address pool, int256 a, int256 b, bytes calldata data) public {
        // Zero is what no expectation looks like; nobody holds its key.
        vm.assume(pool != address(0));
        give(address(weth), address(executor), 1e18);
        vm.expectRevert(abi.encodeWithSelector(HopErrors.UnexpectedCallback.selector, pool));
        vm.prank(pool);
        executor.uniswapV3SwapCallback(a, b, data);
    }

    function test_E2_theRealPoolCollectsNothingAfterItsSwap() public {
        settle(v3Plan(address(v3Pool)));
        give(address(usdc), address(executor), 20_000e6);
        vm.expectRevert(abi.encodeWithSelector(HopErrors.UnexpectedCallback.selector, address(v3Pool)));
        vm.prank(address(v3Pool));
        executor.uniswapV3SwapCallback(IN, IN, "");
    }

    function test_E2_anAccompliceOfThePoolIsRefused() public {
        ExecutorDelegatingV3Pool pool = new ExecutorDelegatingV3Pool();
        settleReverts(
            v3Plan(address(pool)),
            abi.encodeWithSelector(HopErrors.UnexpectedCallback.selector, address(pool.accomplice()))
        );
    }

    function test_E2_aPoolCollectsOnce() public {
        address pool = address(new ExecutorFakeV3Pool(IN, IN, 2));
        Plan memory plan = v3Plan(pool);
        plan.draws = draws(address(usdc), 20_000e6);
        _stock(20_000e6);
        settleReverts(plan, abi.encodeWithSelector(HopErrors.UnexpectedCallback.selector, pool));
    }

    function test_fuzz_E2_aPoolCollectsExactlyTheInput(int256 owed) public {
        vm.assume(owed != IN);
        address pool = address(new ExecutorFakeV3Pool(owed, owed, 1));
        _stock(20_000e6);
        Plan memory plan = v3Plan(pool);
        plan.draws = draws(address(usdc), 20_000e6);
        settleReverts(plan, abi.encodeWithSelector(HopErrors.WrongPayment.selector, pool, owed, owed, IN_UNSIGNED));
    }

    function test_E2_aPoolThatDoesNotCollectReverts() public {
        address pool = address(new ExecutorFakeV3Pool(IN, IN, 0));
        settleReverts(v3Plan(pool), abi.encodeWithSelector(HopErrors.CallbackMissing.selector, pool));
    }

    function test_E2_aFakePoolThatCollectsAndPaysNothingReverts() public {
        address pool = address(new ExecutorFakeV3Pool(IN, -1e18, 1));
        Plan memory plan = v3Plan(pool);
        plan.hops[0].minOut = 1;
        settleReverts(plan, abi.encodeWithSelector(HopErrors.InsufficientOutput.selector, pool, 0, 1));
        pool = address(new ExecutorKeepingV2Pair());
        (plan.hops[0].family, plan.hops[0].pool) = (0, pool);
        settleReverts(plan, abi.encodeWithSelector(HopErrors.InsufficientOutput.selector, pool, 0, 1));
    }

    function test_E2_anInputTooLargeForASignedNumberReverts() public {
        Plan memory plan = v3Plan(address(v3Pool));
        plan.hops[0].amountIn = 1 << 255;
        settleReverts(plan, abi.encodeWithSelector(HopErrors.AmountTooLarge.selector, uint256(1) << 255));
    }

    function test_E1_aPlanCannotStartInsideAPlan() public {
        ExecutorReentrantPool pool = new ExecutorReentrantPool();
        vm.prank(owner);
        executor.setSubmitter(address(pool), true);
        Plan memory plan = plainPlan();
        pool.prepare(plan);
        (plan.hops[0].family, plan.hops[0].pool) = (2, address(pool));
        settleReverts(plan, abi.encodeWithSelector(SolverExecutor.PlanInFlight.selector, keccak256(abi.encode(plan))));
    }

    /// @dev Whatever the stolen submitter's key names, its plan takes at most the cap; without a cap, nothing.
    function test_E9_aStolenSubmitterKeyTakesAtMostTheCap() public {
        _stock(1_000e6);
        Plan memory plan = plainPlan();
        plan.hops = hops(v2Hop(address(usdc), address(weth), 20_000e6));
        (plan.hops[0].pool, plan.floors[0].minDelta) = (address(new ExecutorKeepingV2Pair()), type(int256).min + 1);
        vm.prank(submitter);
        (bool ok,) = address(executor).call(abi.encodeCall(executor.settle, (plan)));
        assertFalse(ok);
        assertEq(usdc.balanceOf(address(vault)), 100_000e6);
        plan = planOf(order(address(usdc), 1e6, address(weth), 0, 2), plan.hops, plan.floors);
        plan.hops[0].amountIn = 1_001e6;
        plan.draws = draws(address(usdc), 1_000e6);
        settle(plan);
        assertEq(usdc.balanceOf(address(vault)), 99_000e6);
    }

    function _stock(uint256 cap) private {
        give(address(usdc), address(vault), 100_000e6);
        vm.prank(owner);
        vault.setCap(address(usdc), cap, cap);
    }

    function v3Plan(address pool) internal returns (Plan memory plan) {
        plan = plainPlan();
        (plan.hops[0].family, plan.hops[0].pool) = (1, pool);
    }
}
