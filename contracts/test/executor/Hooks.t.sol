// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IUnlockCallback} from "../../src/interfaces/external/IPoolManager.sol";
import {IUniswapV3SwapCallback} from "../../src/interfaces/external/IUniswapV3Pool.sol";
import {IFiller} from "../../src/interfaces/IFiller.sol";
import {Floors} from "../../src/libraries/executor/Floors.sol";
import {HopErrors} from "../../src/libraries/executor/HopErrors.sol";
import {Hop, Plan} from "../../src/types/Plan.sol";
import {Resolved} from "../../src/types/Settlement.sol";
import {
    AFTER_SWAP,
    AFTER_SWAP_RETURNS_DELTA,
    BEFORE_SWAP,
    BEFORE_SWAP_RETURNS_DELTA,
    ExecutorGivingHook,
    ExecutorKnockingHook,
    ExecutorSyncingHook,
    ExecutorTakingHook
} from "../mocks/ExecutorHooks.sol";
import {ExecutorWorld} from "./ExecutorWorld.sol";

/// @dev Strangers' code that the published manager calls in the middle of our swap.
contract HooksTest is ExecutorWorld {
    address private constant PLACE = address(0xB00C000000000000000000000000000000000000);
    uint256 private constant IN = 20_000e6;
    int256 private constant IN_SIGNED = 20_000e6;

    /// @dev Even a hook that is a submitter, with the very bytes that would be right, finds every door shut.
    function test_E1_noDoorOpensWhileAHookRuns() public {
        ExecutorKnockingHook hook =
            ExecutorKnockingHook(payable(_placed(address(new ExecutorKnockingHook()), BEFORE_SWAP)));
        Plan memory plan = _plan(_hooked(address(hook), true));
        vm.deal(address(hook), 1 ether);
        vm.prank(owner);
        executor.setSubmitter(address(hook), true);
        bytes memory planned = abi.encode(plan);
        address target = address(executor);
        hook.add(target, 0, abi.encodeCall(executor.settle, (plan)));
        hook.add(target, 0, abi.encodeCall(IFiller.reactorCallback, (new bytes32[](1), new Resolved[](1), planned)));
        hook.add(target, 0, abi.encodeCall(IUnlockCallback.unlockCallback, (abi.encode(plan.hops[0]))));
        hook.add(target, 0, abi.encodeCall(IUniswapV3SwapCallback.uniswapV3SwapCallback, (IN_SIGNED, IN_SIGNED, "")));
        hook.add(target, 1 wei, "");
        hook.add(address(manager), 0, abi.encodeCall(manager.unlock, (abi.encode(plan.hops[0]))));
        hook.add(address(reactor), 0, abi.encodeCall(reactor.execute, (plan.fills[0], planned)));
        settle(plan);
        assertEq(hook.knocked(), 7);
        assertEq(hook.opened(), 0);
        assertEq(weth.balanceOf(trader), 9.9e18);
        assertNothingLeft();
    }

    function test_E2_aHookThatKeepsAPartOfTheOutputMissesTheMinimum() public {
        Hop memory hop = _taking(AFTER_SWAP | AFTER_SWAP_RETURNS_DELTA, 0.5e18);
        hop.minOut = 9.9e18;
        Plan memory plan = _plan(hop);
        vm.expectPartialRevert(HopErrors.InsufficientOutput.selector);
        settle(plan);
    }

    /// @dev The floors are the last word where a hop names no minimum.
    function test_E5_aHookThatKeepsAPartOfTheOutputBreaksTheFloor() public {
        Plan memory plan = _plan(_taking(AFTER_SWAP | AFTER_SWAP_RETURNS_DELTA, 0.05e18));
        plan.floors[1].minDelta = 0.05e18;
        vm.expectPartialRevert(Floors.FloorBroken.selector);
        settle(plan);
        plan.floors[1].minDelta = 0;
        settle(plan);
    }

    function test_E2_aHookThatKeepsMoreThanTheOutputReverts() public {
        Plan memory plan = _plan(_taking(AFTER_SWAP | AFTER_SWAP_RETURNS_DELTA, 11e18));
        vm.expectPartialRevert(HopErrors.WrongPayment.selector);
        settle(plan);
    }

    /// @dev The executor still owes its input and no more; what is missing is missing of the output.
    function test_E2_aHookThatKeepsAPartOfTheInputMissesTheMinimum() public {
        Hop memory hop = _taking(BEFORE_SWAP | BEFORE_SWAP_RETURNS_DELTA, 1_000e6);
        hop.minOut = 9.9e18;
        Plan memory plan = _plan(hop);
        vm.expectPartialRevert(HopErrors.InsufficientOutput.selector);
        settle(plan);
        plan.hops[0].minOut = 0;
        plan.fills[0] = order(address(usdc), IN, address(weth), 9e18, 2);
        settle(plan);
        assertEq(usdc.balanceOf(address(vault)), 0);
        assertNothingLeft();
    }

    function test_v4_etherIsPaidThoughAHookLeftAnotherCurrencySynced() public {
        ExecutorSyncingHook code = new ExecutorSyncingHook(manager, address(usdc));
        address hook = _placed(address(code), AFTER_SWAP);
        fillV4(keyOf(address(usdc), address(0), V4_FEE, V4_SPACING, hook));
        Hop memory hop = onEther(hookedHop(address(weth), address(usdc), 10e18, hook));
        settle(planOf(order(address(weth), 10e18, address(usdc), 19_900e6, 1), hops(hop), floors2()));
        assertNothingLeft();
    }

    function test_S14_etherThatAHookGivesReachesTheVaultAsWeth() public {
        address hook = _placed(address(new ExecutorGivingHook(manager, 0.3 ether)), AFTER_SWAP);
        vm.deal(hook, 0.3 ether);
        Hop memory hop = _hooked(hook, true);
        hop.minOut = 10.2e18;
        settle(_plan(hop));
        assertGt(weth.balanceOf(address(vault)), 0.3e18);
        assertNothingLeft();
    }

    /// @dev Outside a hop on a pool of ether not even the manager's ether is taken: the swap reverts.
    function test_S14_aHookGivesNoEtherWhereThePoolHoldsNone() public {
        address hook = _placed(address(new ExecutorGivingHook(manager, 0.3 ether)), AFTER_SWAP);
        vm.deal(hook, 0.3 ether);
        Plan memory plan = _plan(_hooked(hook, false));
        vm.expectPartialRevert(bytes4(keccak256("WrappedError(address,bytes4,bytes,bytes)")));
        settle(plan);
    }

    function _taking(uint160 flags, int128 share) private returns (Hop memory) {
        return _hooked(_placed(address(new ExecutorTakingHook(manager, share)), flags), false);
    }

    /// @dev Of 20,000 USDC for WETH or ether, on a new pool with those hooks.
    function _hooked(address hook, bool ether_) private returns (Hop memory hop) {
        fillV4(keyOf(address(usdc), ether_ ? address(0) : address(weth), V4_FEE, V4_SPACING, hook));
        hop = hookedHop(address(usdc), address(weth), IN, hook);
        if (ether_) hop = onEther(hop);
    }

    /// @dev The same code at an address that has those flags.
    function _placed(address code, uint160 flags) private returns (address hook) {
        hook = address(uint160(PLACE) | flags);
        vm.etch(hook, code.code);
    }

    function _plan(Hop memory hop) private returns (Plan memory) {
        return planOf(order(address(usdc), IN, address(weth), 9.9e18, 1), hops(hop), floors2());
    }
}
