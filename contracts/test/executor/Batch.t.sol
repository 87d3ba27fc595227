// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Floors} from "../../src/libraries/executor/Floors.sol";
import {HedgeReactor} from "../../src/HedgeReactor.sol";
import {Hop, Plan} from "../../src/types/Plan.sol";
import {Fill} from "../../src/types/Settlement.sol";
import {ExecutorBatchWorld} from "./ExecutorBatchWorld.sol";

/// @dev Several intents in one plan: what one trader gives pays another, and the market sees the rest.
contract BatchTest is ExecutorBatchWorld {
    function test_batch_fillsSeveralIntentsOverOneHop() public {
        Fill[] memory fills = new Fill[](2);
        fills[0] = buys(1, 20_000e6, 9.9e18);
        fills[1] = buys(2, 20_000e6, 9.8e18);
        settle(batchOf(fills, hops(v2Hop(address(usdc), address(weth), 40_000e6)), floors2()));
        assertEq(weth.balanceOf(traderOf(1)), 9.9e18);
        assertEq(weth.balanceOf(traderOf(2)), 9.8e18);
        assertNothingLeft();
    }

    function test_batch_oppositeIntentsSettleWithoutAMarket() public {
        Fill[] memory fills = new Fill[](2);
        (fills[0], fills[1]) = (buys(1, 20_100e6, 10e18), sells(2, 10e18, 20_000e6));
        settle(batchOf(fills, new Hop[](0), floors2()));
        assertEq(weth.balanceOf(traderOf(1)), 10e18);
        assertEq(usdc.balanceOf(traderOf(2)), 20_000e6);
        assertEq(usdc.balanceOf(address(vault)), 100e6);
        assertNothingLeft();
    }

    function test_batch_threeIntentsInARingSettleWithoutAMarket() public {
        Fill[] memory fills = new Fill[](3);
        fills[0] = buys(1, 20_010e6, 10e18);
        fills[1] = orderBy(keyAt(2), address(weth), 10e18, address(dai), 19_990e18, 2);
        fills[2] = orderBy(keyAt(3), address(dai), 20_000e18, address(usdc), 20_000e6, 3);
        settle(batchOf(fills, new Hop[](0), floors4()));
        assertEq(weth.balanceOf(traderOf(1)), 10e18);
        assertEq(dai.balanceOf(traderOf(2)), 19_990e18);
        assertEq(usdc.balanceOf(traderOf(3)), 20_000e6);
        assertEq(usdc.balanceOf(address(vault)), 10e6);
        assertEq(dai.balanceOf(address(vault)), 10e18);
        assertNothingLeft();
    }

    /// @dev Of 50,000 USDC offered, 30,000 meet WETH on the way; the pools see the other 20,000 alone.
    function test_batch_hopsMoveTheNetAlone() public {
        Fill[] memory fills = new Fill[](3);
        fills[0] = buys(1, 20_000e6, 9.95e18);
        fills[1] = buys(2, 30_000e6, 14.92e18);
        fills[2] = sells(3, 15e18, 30_000e6);
        Hop[] memory route = new Hop[](2);
        route[0] = v4Hop(address(usdc), address(weth), 10_000e6);
        route[1] = weightedHop(address(usdc), address(weth), 10_000e6);
        uint256 pooled = usdc.balanceOf(address(manager)) + usdc.balanceOf(address(VAULT));
        settle(batchOf(fills, route, floors2()));
        assertEq(usdc.balanceOf(address(manager)) + usdc.balanceOf(address(VAULT)) - pooled, 20_000e6);
        assertEq(weth.balanceOf(traderOf(1)) + weth.balanceOf(traderOf(2)), 24.87e18);
        assertEq(usdc.balanceOf(traderOf(3)), 30_000e6);
        assertNothingLeft();
    }

    /// @dev At the net alone a price can be met that no pool gives: one by one these two fail.
    function test_batch_meetsPricesThatNoPoolGives() public {
        Fill[] memory fills = new Fill[](2);
        (fills[0], fills[1]) = (buys(1, 20_000e6, 10e18), sells(2, 10e18, 20_000e6));
        for (uint256 k; k < 2; ++k) {
            Hop memory hop =
                k == 0 ? v3Hop(address(usdc), address(weth), 20_000e6) : v3Hop(address(weth), address(usdc), 10e18);
            Plan memory alone = planOf(fills[k], hops(hop), floors2());
            vm.expectRevert();
            settle(alone);
        }
        settle(batchOf(fills, new Hop[](0), floors2()));
        assertNothingLeft();
    }

    function test_batch_theFloorHoldsToTheUnitOverAllIntents() public {
        Fill[] memory fills = new Fill[](2);
        (fills[0], fills[1]) = (buys(1, 20_100e6, 10e18), sells(2, 10e18, 20_000e6));
        Plan memory plan = batchOf(fills, new Hop[](0), floors2());
        plan.floors[0].minDelta = 100e6 + 1;
        settleReverts(
            plan,
            abi.encodeWithSelector(Floors.FloorBroken.selector, address(usdc), int256(100e6 + 1), uint256(0), 100e6)
        );
        plan.floors[0].minDelta = 100e6;
        settle(plan);
    }

    /// @dev The gain on one intent does not pay for the other's loss where the floors forbid it.
    function test_batch_oneIntentThatCannotBeMetUndoesAll() public {
        Fill[] memory fills = new Fill[](3);
        (fills[0], fills[1]) = (buys(1, 20_000e6, 10e18), sells(2, 10e18, 20_000e6));
        fills[2] = buys(3, 1e6, 1e18);
        Plan memory plan = batchOf(fills, new Hop[](0), floors2());
        vm.expectRevert(abi.encodeWithSignature("TransferFromFailed()"));
        settle(plan);
        assertEq(usdc.balanceOf(traderOf(1)), 20_000e6);
        assertEq(weth.balanceOf(traderOf(2)), 10e18);
        Fill[] memory good = new Fill[](2);
        (good[0], good[1]) = (fills[0], fills[1]);
        settle(batchOf(good, new Hop[](0), floors2()));
    }

    function test_batch_anIntentTwiceRevertsAll() public {
        Fill[] memory fills = new Fill[](3);
        (fills[0], fills[1]) = (buys(1, 20_000e6, 9.9e18), buys(2, 20_000e6, 9.9e18));
        fills[2] = fills[0];
        Plan memory plan = batchOf(fills, hops(v2Hop(address(usdc), address(weth), 40_000e6)), floors2());
        vm.expectPartialRevert(HedgeReactor.DuplicateIntent.selector);
        settle(plan);
    }

    function test_batch_receivesOfOneTokenAreApprovedAsASum() public {
        Fill[] memory fills = new Fill[](4);
        for (uint256 k; k < 4; ++k) {
            fills[k] = buys(k + 1, 5_000e6, 2.4e18 + k);
        }
        settle(batchOf(fills, hops(v4Hop(address(usdc), address(weth), 20_000e6)), floors2()));
        for (uint256 k; k < 4; ++k) {
            assertEq(weth.balanceOf(traderOf(k + 1)), 2.4e18 + k);
        }
        assertNothingLeft();
    }

    /// @dev Whatever the sizes: each trader gets what it signed, the vault the rest, and the pool only the net.
    function test_fuzz_batch_conservesEveryToken(uint256[6] memory sizes, uint256 sides) public {
        Fill[] memory fills = new Fill[](6);
        (uint256 usdcIn, uint256 usdcOut, uint256 wethIn, uint256 wethOut) = (0, 0, 0, 0);
        for (uint256 k; k < 6; ++k) {
            uint256 size = bound(sizes[k], 1e6, 50_000e6);
            uint256 worth = size * 1e12 / 2000;
            if (sides >> k & 1 == 0) {
                fills[k] = buys(k + 1, size, worth * 98 / 100);
                (usdcIn, wethOut) = (usdcIn + size, wethOut + worth * 98 / 100);
            } else {
                fills[k] = sells(k + 1, worth, size * 98 / 100);
                (wethIn, usdcOut) = (wethIn + worth, usdcOut + size * 98 / 100);
            }
        }
        Hop[] memory route = new Hop[](0);
        if (wethOut > wethIn) route = hops(v4Hop(address(usdc), address(weth), usdcIn - usdcOut));
        if (usdcOut > usdcIn) route = hops(v4Hop(address(weth), address(usdc), wethIn - wethOut));
        uint256 pooled = usdc.balanceOf(address(manager));
        settle(batchOf(fills, route, floors2()));
        for (uint256 k; k < 6; ++k) {
            bool bought = sides >> k & 1 == 0;
            address got = bought ? address(weth) : address(usdc);
            assertEq(balanceOf(got, traderOf(k + 1)), fills[k].intent.receives[0].minTotal);
        }
        assertEq(heldOf(address(usdc)) + usdc.balanceOf(address(manager)) + usdcOut, pooled + usdcIn);
        assertNothingLeft();
    }
}
