// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IHedgeReactor} from "../../src/interfaces/IHedgeReactor.sol";
import {Plan} from "../../src/types/Plan.sol";
import {Fill} from "../../src/types/Settlement.sol";
import {ExecutorGasGriefer, ExecutorReturnBomb, ExecutorRevertBomb} from "../mocks/ExecutorHostilePools.sol";
import {ExecutorHostileToken} from "../mocks/ExecutorHostileToken.sol";
import {ExecutorWorld} from "./ExecutorWorld.sol";

/// @dev E11 and E12: targets that bomb or burn gas, and one order sent twice.
contract HostileTest is ExecutorWorld {
    uint256 private constant GAS = 2_000_000;

    function setUp() public override {
        super.setUp();
        give(address(weth), address(vault), 50e18);
        vm.prank(owner);
        vault.setCap(address(weth), 10e18, 50e18);
    }

    function test_E11_aPoolThatBombsOrBurnsFailsClosed() public {
        address[4] memory hostile = [
            address(new ExecutorRevertBomb(1_000_000)),
            address(new ExecutorRevertBomb(0)),
            address(new ExecutorReturnBomb(1_000_000)),
            address(new ExecutorGasGriefer())
        ];
        for (uint8 family; family < 3; ++family) {
            for (uint256 k; k < hostile.length; ++k) {
                Plan memory plan = plainPlan();
                plan.draws = draws(address(weth), 1e18);
                (plan.hops[0].family, plan.hops[0].pool, plan.hops[0].minOut) = (family, hostile[k], 1);
                _failsClosed(plan);
            }
        }
    }

    function test_E11_aTokenThatBombsOrBurnsFailsClosed() public {
        ExecutorHostileToken token = new ExecutorHostileToken();
        for (uint8 mode = 1; mode < 4; ++mode) {
            Plan memory plan = plainPlan();
            plan.draws = draws(address(weth), 1e18);
            plan.floors = floors4();
            plan.floors[3].token = address(token);
            token.setMode(mode);
            _failsClosed(plan);
        }
    }

    /// @dev A balance that cannot be read before but can after must not count as a gain.
    function test_E11_aBalanceThatCannotBeReadReverts() public {
        ExecutorHostileToken token = new ExecutorHostileToken();
        token.setMode(1);
        Plan memory plan = plainPlan();
        plan.floors = floors4();
        plan.floors[3].token = address(token);
        vm.expectRevert();
        settle(plan);
        token.setMode(0);
        settle(plan);
    }

    function test_E12_ofTwoLanesWithOneOrderTheSecondSpendsNothing() public {
        address other = makeAddr("second lane");
        vm.prank(owner);
        executor.setSubmitter(other, true);
        Plan memory plan = plainPlan();
        plan.draws = draws(address(weth), 1e18);
        settle(plan);
        give(address(usdc), trader, 20_000e6);
        uint256 stock = weth.balanceOf(address(vault));
        plan.hops[0] = v3Hop(address(usdc), address(weth), 20_000e6);
        vm.expectRevert(abi.encodeWithSelector(bytes4(keccak256("InvalidNonce()"))));
        vm.prank(other);
        executor.settle(plan);
        assertEq(weth.balanceOf(address(vault)), stock);
        assertEq(usdc.balanceOf(trader), 20_000e6);
        assertEq(vault.drawnOn(address(weth), block.timestamp / 1 days), 1e18);
        assertNothingLeft();
    }

    function test_E12_anOrderThatARivalFilledSpendsNothing() public {
        Plan memory plan = plainPlan();
        address rival = makeAddr("rival");
        give(address(weth), rival, 9.9e18);
        vm.startPrank(rival);
        weth.approve(address(reactor), 9.9e18);
        IHedgeReactor(address(reactor)).execute(plan.fills[0], "");
        vm.stopPrank();
        settleReverts(plan, abi.encodeWithSelector(bytes4(keccak256("InvalidNonce()"))));
        assertEq(weth.balanceOf(address(vault)), 50e18);
    }

    function test_E12_oneBadIntentOfABatchUndoesTheWhole() public {
        Plan memory plan = plainPlan();
        Fill[] memory fills = new Fill[](2);
        (fills[0], fills[1]) = (plan.fills[0], order(address(usdc), 20_000e6, address(weth), 9.8e18, 2));
        fills[1].signature[0] ^= 0x01;
        plan.fills = fills;
        vm.expectRevert();
        settle(plan);
        assertEq(usdc.balanceOf(trader), 40_000e6);
    }

    function _failsClosed(Plan memory plan) private {
        uint256 before = usdc.balanceOf(trader);
        vm.prank(submitter);
        (bool ok,) = address(executor).call{gas: GAS}(abi.encodeCall(executor.settle, (plan)));
        assertFalse(ok);
        assertEq(usdc.balanceOf(trader), before);
        assertEq(weth.balanceOf(address(vault)), 50e18);
        assertNothingLeft();
    }
}
