// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IUnlockCallback, PoolKey, SwapParams} from "../../src/interfaces/external/IPoolManager.sol";
import {HopErrors} from "../../src/libraries/executor/HopErrors.sol";
import {SqrtPriceLimits} from "../../src/libraries/executor/SqrtPriceLimits.sol";
import {Hop, Plan} from "../../src/types/Plan.sol";
import {ExecutorEtherGivingPool} from "../mocks/ExecutorSchemingPools.sol";
import {ExecutorWorld} from "./ExecutorWorld.sol";

/// @dev Hops on the published PoolManager, with tokens and with ether.
contract UniswapV4HopTest is ExecutorWorld {
    function test_fuzz_v4_aHopGivesWhatTheManagerSays(uint256 amount, bool buys, bool ether_) public {
        amount = buys ? bound(amount, 1e6, 400_000e6) : bound(amount, 1e15, 200e18);
        (address tokenIn, address tokenOut) = buys ? (address(usdc), address(weth)) : (address(weth), address(usdc));
        Hop memory hop = v4Hop(tokenIn, tokenOut, amount);
        if (ether_) hop = onEther(hop);
        uint256 snapshot = vm.snapshotState();
        uint256 expected = _swapped(buys, ether_, amount);
        assertTrue(vm.revertToState(snapshot));
        hop.minOut = expected;
        settle(planOf(order(tokenIn, amount, tokenOut, expected, 1), hops(hop), floors2()));
        assertEq(heldOf(tokenOut), 0);
        assertNothingLeft();
    }

    function test_v4_etherInAndOutOfOnePlanIsAllWrapped() public {
        Hop[] memory route = new Hop[](2);
        route[0] = onEther(v4Hop(address(usdc), address(weth), 20_000e6));
        route[1] = onEther(v4Hop(address(weth), address(usdc), 9e18));
        Plan memory plan = planOf(order(address(usdc), 20_000e6, address(usdc), 17_900e6, 1), route, floors2());
        uint256 wrapped = address(weth).balance;
        settle(plan);
        assertGt(weth.balanceOf(address(vault)), 0);
        assertGt(address(weth).balance, wrapped);
        assertNothingLeft();
    }

    /// @dev The price reaches its end before the input is used up: less is owed than the hop says.
    function test_v4_anInputThatThePoolCannotTakeWholeReverts() public {
        PoolKey memory key = keyOf(address(usdc), address(weth), 100, 1, address(0));
        fillV4(key, 10, 1e15);
        Hop memory hop = v4Hop(address(usdc), address(weth), 20_000e6);
        hop.param = 100 | (1 << 24);
        Plan memory plan = planOf(order(address(usdc), 20_000e6, address(weth), 1, 1), hops(hop), floors2());
        vm.expectPartialRevert(HopErrors.WrongPayment.selector);
        settle(plan);
        plan.hops[0].amountIn = 10e6;
        settle(plan);
        assertEq(usdc.balanceOf(address(vault)), 19_990e6);
    }

    function test_v4_aPoolThatDoesNotExistReverts() public {
        Hop memory hop = v4Hop(address(usdc), address(weth), 20_000e6);
        hop.param += 1 << 24;
        settleReverts(_plan(hop), abi.encodeWithSelector(bytes4(keccak256("PoolNotInitialized()"))));
    }

    /// @dev Ether stands in for WETH alone: between two other tokens the bit says nothing.
    function test_v4_ofTokensThatAreNotWethNoneIsEther() public {
        fillV4(keyOf(address(usdc), address(dai), V4_FEE, V4_SPACING, address(0)));
        Hop memory hop = onEther(v4Hop(address(usdc), address(dai), 1e6));
        settle(planOf(order(address(usdc), 1e6, address(dai), 1, 1), hops(hop), floors4()));
        assertGt(dai.balanceOf(address(vault)), 0);
        assertNothingLeft();
    }

    function test_E3_aHopOnAnotherManagerReverts() public {
        Hop memory hop = v4Hop(address(usdc), address(weth), 20_000e6);
        hop.pool = makeAddr("another manager");
        settleReverts(_plan(hop), abi.encodeWithSelector(HopErrors.NotTheManager.selector, hop.pool));
    }

    function test_E3_withoutAManagerItsHopsRevertByName() public {
        useExecutor(address(reactor), address(0), address(VAULT));
        Hop memory hop = v4Hop(address(usdc), address(weth), 20_000e6);
        settleReverts(_plan(hop), abi.encodeWithSelector(HopErrors.VenueAbsent.selector, hop.family));
        hop.pool = address(0);
        settleReverts(_plan(hop), abi.encodeWithSelector(HopErrors.VenueAbsent.selector, hop.family));
    }

    function test_E2_anInputTooLargeForASignedNumberRevertsOnV4() public {
        Hop memory hop = v4Hop(address(usdc), address(weth), 1 << 255);
        settleReverts(_plan(hop), abi.encodeWithSelector(HopErrors.AmountTooLarge.selector, uint256(1) << 255));
    }

    function test_fuzz_E2_noUnlockIsTakenOutsideAHop(address caller, bytes calldata data) public {
        give(address(weth), address(executor), 1e18);
        address[2] memory callers = [caller, address(manager)];
        for (uint256 k; k < 2; ++k) {
            vm.expectRevert(abi.encodeWithSelector(HopErrors.UnexpectedCallback.selector, callers[k]));
            vm.prank(callers[k]);
            IUnlockCallback(address(executor)).unlockCallback(data);
        }
    }

    function test_E2_theManagerCollectsNothingAfterItsHop() public {
        Hop memory hop = v4Hop(address(usdc), address(weth), 20_000e6);
        settle(_plan(hop));
        give(address(usdc), address(executor), 20_000e6);
        vm.expectRevert(abi.encodeWithSelector(HopErrors.UnexpectedCallback.selector, address(manager)));
        vm.prank(address(manager));
        IUnlockCallback(address(executor)).unlockCallback(abi.encode(hop));
    }

    function test_S14_noEtherIsTakenOutsideAHop() public {
        settle(_plan(onEther(v4Hop(address(usdc), address(weth), 20_000e6))));
        address[3] memory senders = [makeAddr("stranger"), address(weth), address(manager)];
        for (uint256 k; k < 3; ++k) {
            vm.deal(senders[k], address(weth).balance + 1 ether);
            vm.prank(senders[k]);
            (bool ok, bytes memory reason) = address(executor).call{value: 1}("");
            assertFalse(ok);
            assertEq(reason, abi.encodeWithSelector(HopErrors.UnexpectedEther.selector, senders[k]));
        }
    }

    function test_S14_noEtherIsTakenBetweenTwoHops() public {
        Hop[] memory route = new Hop[](2);
        route[0] = onEther(v4Hop(address(usdc), address(weth), 20_000e6));
        route[1] = stableHop(1, 0, 0);
        route[1].pool = address(new ExecutorEtherGivingPool(manager));
        vm.deal(route[1].pool, 1 wei);
        Plan memory plan = planOf(order(address(usdc), 20_000e6, address(weth), 9.9e18, 1), route, floors4());
        vm.expectPartialRevert(bytes4(keccak256("WrappedError(address,bytes4,bytes,bytes)")));
        settle(plan);
        plan.hops = hops(route[0]);
        settle(plan);
    }

    /// @dev Ether that was forced in is not gain of a plan; the owner takes it out.
    function test_S14_etherForcedInIsNoGainAndTheOwnersToSweep() public {
        vm.deal(address(executor), 3 ether);
        Hop[2] memory both =
            [v4Hop(address(usdc), address(weth), 20_000e6), onEther(v4Hop(address(usdc), address(weth), 20_000e6))];
        for (uint256 k; k < 2; ++k) {
            uint256 snapshot = vm.snapshotState();
            uint256 expected = _swapped(true, k == 1, 20_000e6);
            assertTrue(vm.revertToState(snapshot));
            settle(planOf(order(address(usdc), 20_000e6, address(weth), expected, k), hops(both[k]), floors2()));
            assertEq(heldOf(address(weth)), 0);
            assertEq(address(executor).balance, 3 ether);
        }
        vm.prank(owner);
        executor.sweep(address(0), owner);
        assertEq(owner.balance, 3 ether);
    }

    function _plan(Hop memory hop) private returns (Plan memory) {
        return planOf(order(address(usdc), 20_000e6, address(weth), 9.9e18, 1), hops(hop), floors2());
    }

    /// @dev What the manager gives this contract for the same swap.
    function _swapped(bool buys, bool ether_, uint256 amount) private returns (uint256 amountOut) {
        PoolKey memory key = keyOf(address(usdc), ether_ ? address(0) : address(weth), V4_FEE, V4_SPACING, address(0));
        bool zeroForOne = buys == (key.currency0 == address(usdc));
        uint160 limit = SqrtPriceLimits.furthest(zeroForOne);
        // forge-lint: disable-start(unsafe-typecast)
        int256 delta = swapOnManager(key, SwapParams(zeroForOne, -int256(amount), limit));
        amountOut = uint256(zeroForOne ? int128(delta) : delta >> 128);
        // forge-lint: disable-end(unsafe-typecast)
    }
}
