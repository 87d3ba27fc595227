// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {SolverExecutor} from "../../src/SolverExecutor.sol";
import {Hop, Plan} from "../../src/types/Plan.sol";
import {Resolved} from "../../src/types/Settlement.sol";
import {ExecutorRogueReactor} from "../mocks/ExecutorRogueReactor.sol";
import {ExecutorWorld} from "./ExecutorWorld.sol";

/// @dev E1: the reactor's callback is taken from the reactor alone, for the plan in flight, once.
contract ReactorCallbackTest is ExecutorWorld {
    ExecutorRogueReactor internal rogue;
    SolverExecutor internal honest;

    function setUp() public override {
        super.setUp();
        rogue = new ExecutorRogueReactor();
        honest = executor;
        useExecutor(address(rogue), address(manager), address(VAULT));
        vm.prank(owner);
        vault.setCap(address(weth), 20e18, 20e18);
        give(address(weth), address(vault), 20e18);
    }

    function test_fuzz_E1_reactorCallbackDeniesEveryoneElse(address caller, bytes calldata data) public {
        vm.assume(caller != address(reactor));
        vm.expectRevert(abi.encodeWithSelector(SolverExecutor.OnlyReactor.selector, caller));
        vm.prank(caller);
        honest.reactorCallback(new bytes32[](0), new Resolved[](0), data);
    }

    function test_E1_theReactorIsRefusedWithoutAPlanInFlight() public {
        _refusedWhileIdle();
    }

    function test_E1_aSecondCallbackOfOnePlanReverts() public {
        rogue.setMode(ExecutorRogueReactor.Mode.TWICE);
        settleReverts(
            stockPlan(),
            abi.encodeWithSelector(SolverExecutor.UnexpectedStage.selector, SolverExecutor.Stage.CALLED_BACK)
        );
    }

    function test_E1_anotherPlansDataReverts() public {
        rogue.setMode(ExecutorRogueReactor.Mode.OTHER_DATA);
        bytes memory data = abi.encode(stockPlan());
        settleReverts(
            stockPlan(),
            abi.encodeWithSelector(
                SolverExecutor.WrongPlan.selector, keccak256(data), keccak256(bytes.concat(data, hex"00"))
            )
        );
    }

    function test_E1_aReactorThatNeverCallsBackReverts() public {
        rogue.setMode(ExecutorRogueReactor.Mode.SILENT);
        settleReverts(
            stockPlan(),
            abi.encodeWithSelector(SolverExecutor.UnexpectedStage.selector, SolverExecutor.Stage.AWAITING_CALLBACK)
        );
    }

    function test_E4_whatTheReactorDoesNotTakeIsNoLongerApproved() public {
        rogue.setMode(ExecutorRogueReactor.Mode.TAKES_HALF);
        settle(stockPlan());
        assertEq(weth.balanceOf(trader), 5e18);
        assertEq(weth.allowance(address(executor), address(rogue)), 0);
    }

    function test_settle_isReadyForTheNextPlanAfterTheLast() public {
        settle(stockPlan());
        _refusedWhileIdle();
        settle(stockPlan());
        assertEq(weth.balanceOf(trader), 20e18);
    }

    function _refusedWhileIdle() private {
        bytes memory data = abi.encode(stockPlan());
        vm.expectRevert(abi.encodeWithSelector(SolverExecutor.UnexpectedStage.selector, SolverExecutor.Stage.IDLE));
        rogue.callBack(executor, data);
    }

    /// @dev 10 WETH of the vault's stock for nothing: this reactor pulls no spend.
    function stockPlan() internal returns (Plan memory plan) {
        plan = planOf(order(address(usdc), 20_000e6, address(weth), 10e18, 1), new Hop[](0), floors2());
        plan.floors[1].minDelta = -10e18;
        plan.draws = draws(address(weth), 10e18);
    }
}
