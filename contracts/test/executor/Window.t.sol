// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {SolverExecutor} from "../../src/SolverExecutor.sol";
import {Plan} from "../../src/types/Plan.sol";
import {ExecutorWorld} from "./ExecutorWorld.sol";

/// @dev E6: a private transaction that a reorganisation makes public does nothing outside its window.
contract WindowTest is ExecutorWorld {
    function test_E6_settleRevertsBeforeItsFirstBlock() public {
        Plan memory plan = plainPlan();
        plan.firstBlock = uint64(block.number + 1);
        settleReverts(plan, _outside(plan));
        vm.roll(plan.firstBlock);
        settle(plan);
    }

    function test_E6_settleRevertsAfterItsLastBlock() public {
        Plan memory plan = plainPlan();
        vm.roll(plan.lastBlock + 1);
        settleReverts(plan, _outside(plan));
        vm.roll(plan.lastBlock);
        settle(plan);
    }

    function test_E6_settleRevertsAfterItsDeadline() public {
        Plan memory plan = plainPlan();
        vm.warp(plan.deadline + 1);
        settleReverts(
            plan, abi.encodeWithSelector(SolverExecutor.DeadlinePassed.selector, plan.deadline, plan.deadline + 1)
        );
        vm.warp(plan.deadline);
        settle(plan);
    }

    function test_E6_settleRevertsOnAnotherBranch() public {
        Plan memory plan = plainPlan();
        bytes32 parent = keccak256("this branch");
        vm.setBlockhash(block.number - 1, parent);
        plan.parentHash = keccak256("the other branch");
        settleReverts(plan, abi.encodeWithSelector(SolverExecutor.WrongParent.selector, plan.parentHash, parent));
        plan.parentHash = parent;
        settle(plan);
    }

    function test_E6_anOrphanReplayedInTheNextSlotTradesNothing() public {
        Plan memory plan = plainPlan();
        plan.lastBlock = plan.firstBlock;
        uint256 snapshot = vm.snapshotState();
        settle(plan);
        assertTrue(vm.revertToState(snapshot));
        vm.roll(block.number + 1);
        settleReverts(plan, _outside(plan));
        assertEq(usdc.balanceOf(trader), 20_000e6);
    }

    function _outside(Plan memory plan) private view returns (bytes memory) {
        return abi.encodeWithSelector(
            SolverExecutor.OutsideBlockWindow.selector, plan.firstBlock, plan.lastBlock, block.number
        );
    }
}
