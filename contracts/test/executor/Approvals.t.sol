// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Vm, VmSafe} from "forge-std/Vm.sol";
import {IHedgeReactor} from "../../src/interfaces/IHedgeReactor.sol";
import {IInventoryVault} from "../../src/interfaces/IInventoryVault.sol";
import {IBalancerVault} from "../../src/interfaces/external/IBalancerVault.sol";
import {IERC20} from "../../src/interfaces/external/IERC20.sol";
import {IPoolManager} from "../../src/interfaces/external/IPoolManager.sol";
import {IStableSwap} from "../../src/interfaces/external/IStableSwap.sol";
import {IUniswapV2Pair} from "../../src/interfaces/external/IUniswapV2Pair.sol";
import {IUniswapV3Pool} from "../../src/interfaces/external/IUniswapV3Pool.sol";
import {IWeth} from "../../src/interfaces/external/IWeth.sol";
import {SandboxToken} from "../../src/sandbox/SandboxToken.sol";
import {Hop, Plan} from "../../src/types/Plan.sol";
import {Fill} from "../../src/types/Settlement.sol";
import {ExecutorIdleStablePool} from "../mocks/ExecutorSchemingPools.sol";
import {ExecutorWorld} from "./ExecutorWorld.sol";

/// @dev E3 and E4: whom the executor calls, with what, and what it approves.
contract ApprovalsTest is ExecutorWorld {
    function test_E4_theStableSwapIsApprovedItsInputAndTheReactorItsReceives() public {
        vm.recordLogs();
        settle(mixedPlan());
        Vm.Log[] memory logs = vm.getRecordedLogs();
        uint256 approvals;
        for (uint256 k; k < logs.length; ++k) {
            if (logs[k].topics[0] != keccak256("Approval(address,address,uint256)")) continue;
            if (address(uint160(uint256(logs[k].topics[1]))) != address(executor)) continue;
            address spender = address(uint160(uint256(logs[k].topics[2])));
            uint256 amount = abi.decode(logs[k].data, (uint256));
            bool toPool = spender == address(stable) && logs[k].emitter == address(dai) && amount == 20_010e18;
            bool toReactor = spender == address(reactor) && logs[k].emitter == address(weth) && amount == 9.9e18;
            assertTrue(toPool || toReactor);
            ++approvals;
        }
        assertEq(approvals, 2);
        assertNothingLeft();
    }

    function test_E4_whatAPoolDoesNotTakeIsNoLongerApproved() public {
        address idle = address(new ExecutorIdleStablePool());
        Hop[] memory route = new Hop[](2);
        route[0] = v2Hop(address(usdc), address(weth), 20_000e6);
        route[1] = stableHop(2, 0, 100e6);
        route[1].pool = idle;
        give(address(usdt), address(vault), 100e6);
        vm.prank(owner);
        vault.setCap(address(usdt), 100e6, 100e6);
        Plan memory plan = planOf(order(address(usdc), 20_000e6, address(weth), 9.9e18, 1), route, floors4());
        plan.draws = draws(address(usdt), 100e6);
        settle(plan);
        assertEq(usdt.allowance(address(executor), idle), 0);
        assertEq(usdt.balanceOf(address(vault)), 100e6);
    }

    function test_E4_aTokenOwedTwiceIsApprovedOnceForTheSum() public {
        Plan memory plan = planOf(
            order(address(dai), 10_000e18, address(usdt), 4_990e6, 1), hops(stableHop(0, 2, 20_000e18)), floors4()
        );
        Fill[] memory fills = new Fill[](2);
        (fills[0], fills[1]) = (plan.fills[0], order(address(dai), 10_000e18, address(usdt), 4_980e6, 2));
        plan.fills = fills;
        settle(plan);
        assertEq(usdt.balanceOf(trader), 9_970e6);
        assertNothingLeft();
    }

    /// @dev The whole list of what the executor ever calls, from the trace of a plan that uses every family.
    function test_E3_everyCallIsOnTheListAndNoneDelegates() public {
        give(address(weth), address(vault), 1e18);
        vm.prank(owner);
        vault.setCap(address(weth), 1e18, 1e18);
        Plan memory plan = everyFamilyPlan();
        plan.draws = draws(address(weth), 1e18);
        (plan.builderShareBps, plan.maxBuilderPaymentWei) = (5_000, 1e18);
        vm.startStateDiffRecording();
        settle(plan);
        Vm.AccountAccess[] memory accesses = vm.stopAndReturnStateDiff();
        uint256 calls;
        for (uint256 k; k < accesses.length; ++k) {
            if (accesses[k].accessor != address(executor)) continue;
            VmSafe.AccountAccessKind kind = accesses[k].kind;
            assertTrue(kind != VmSafe.AccountAccessKind.DelegateCall && kind != VmSafe.AccountAccessKind.CallCode);
            if (kind != VmSafe.AccountAccessKind.Call && kind != VmSafe.AccountAccessKind.StaticCall) continue;
            assertTrue(_isListed(accesses[k].account, accesses[k].data), vm.toString(accesses[k].data));
            bool paysEther = accesses[k].account == address(weth) || accesses[k].account == address(manager);
            assertTrue(accesses[k].value == 0 || paysEther);
            ++calls;
        }
        assertGt(calls, 40);
    }

    function _isListed(address target, bytes memory data) private view returns (bool) {
        // forge-lint: disable-next-line(unsafe-typecast)
        bytes4 selector = bytes4(data);
        if (target == address(reactor)) return selector == IHedgeReactor.execute.selector;
        if (target == address(vault)) return selector == IInventoryVault.draw.selector;
        if (target == address(stable)) return selector == IStableSwap.exchange.selector;
        if (target == address(v3Pool)) return selector == IUniswapV3Pool.swap.selector;
        if (target == address(VAULT)) return selector == IBalancerVault.swap.selector;
        if (target == address(manager)) return _isListedOnManager(selector);
        if (target == address(v2Pair)) {
            return selector == IUniswapV2Pair.swap.selector || selector == IUniswapV2Pair.getReserves.selector;
        }
        if (target == address(weth) && selector == IWeth.deposit.selector) return true;
        return _isToken(target) && _isListedOnToken(selector, data);
    }

    function _isListedOnManager(bytes4 selector) private pure returns (bool) {
        return selector == IPoolManager.unlock.selector || selector == IPoolManager.swap.selector
            || selector == IPoolManager.sync.selector || selector == IPoolManager.settle.selector
            || selector == IPoolManager.take.selector;
    }

    function _isToken(address target) private view returns (bool) {
        return target == address(weth) || target == address(dai) || target == address(usdc) || target == address(usdt);
    }

    function _isListedOnToken(bytes4 selector, bytes memory data) private view returns (bool) {
        if (selector == IERC20.balanceOf.selector || selector == IERC20.allowance.selector) return true;
        (address to,) = abi.decode(_arguments(data), (address, uint256));
        if (selector == SandboxToken.approve.selector) {
            return to == address(reactor) || to == address(stable) || to == address(VAULT);
        }
        bool pool = to == address(v2Pair) || to == address(v3Pool) || to == address(manager);
        return selector == SandboxToken.transfer.selector && (pool || to == address(vault) || to == builder);
    }

    function _arguments(bytes memory data) private pure returns (bytes memory arguments) {
        arguments = new bytes(data.length - 4);
        for (uint256 k; k < arguments.length; ++k) {
            arguments[k] = data[k + 4];
        }
    }
}
