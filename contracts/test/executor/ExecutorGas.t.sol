// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Plan} from "../../src/types/Plan.sol";
import {Fill} from "../../src/types/Settlement.sol";
import {ExecutorWorld} from "./ExecutorWorld.sol";

/// @dev Whole transactions, calldata and intrinsic gas included; the trader's nonce word is in use and the vault
///      holds every token already.
contract ExecutorGasTest is ExecutorWorld {
    function setUp() public override {
        super.setUp();
        give(address(weth), address(vault), 1e18);
        give(address(usdc), address(vault), 1e6);
        give(address(usdt), address(vault), 1e6);
        give(address(dai), address(vault), 1e18);
        Fill memory earlier = order(address(usdc), 20_000e6, address(weth), 9.9e18, 7);
        settle(planOf(earlier, hops(v2Hop(address(usdc), address(weth), 20_000e6)), floors2()));
    }

    /// forge-config: default.isolate = true
    function test_settle_oneFillOneHop_gas() public {
        settle(plainPlan());
        vm.snapshotGasLastCall("Executor", "settle: one fill, one v2 hop");
    }

    /// forge-config: default.isolate = true
    function test_settle_oneFillThreeFamilies_gas() public {
        settle(mixedPlan());
        vm.snapshotGasLastCall("Executor", "settle: one fill, StableSwap, v2 and v3 hops, four floors");
    }

    /// forge-config: default.isolate = true
    function test_settle_oneFillEveryFamily_gas() public {
        settle(everyFamilyPlan());
        vm.snapshotGasLastCall("Executor", "settle: one fill, seven hops of every family, four floors");
    }

    /// forge-config: default.isolate = true
    function test_settle_payingTheBuilder_gas() public {
        Plan memory plan = plainPlan();
        (plan.builderShareBps, plan.maxBuilderPaymentWei) = (5_000, 1e18);
        settle(plan);
        vm.snapshotGasLastCall("Executor", "settle: one fill, one v2 hop, builder paid");
    }
}
