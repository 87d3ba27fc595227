// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Test} from "forge-std/Test.sol";
import {SandboxToken} from "../../src/sandbox/SandboxToken.sol";
import {ExecutorHandler} from "./ExecutorHandler.sol";

contract ExecutorInvariantsTest is Test {
    ExecutorHandler internal handler;

    function setUp() public {
        handler = new ExecutorHandler();
        handler.start();
        targetContract(address(handler));
        bytes4[] memory selectors = new bytes4[](6);
        selectors[0] = ExecutorHandler.settleOne.selector;
        selectors[1] = ExecutorHandler.giftToExecutor.selector;
        selectors[2] = ExecutorHandler.giftToVault.selector;
        selectors[3] = ExecutorHandler.strangerCalls.selector;
        selectors[4] = ExecutorHandler.etherToExecutor.selector;
        selectors[5] = ExecutorHandler.settleTwo.selector;
        targetSelector(FuzzSelector(address(handler), selectors));
    }

    /// @dev S11 for the executor: after any call it holds only gifts that no plan has come by to collect.
    function invariant_S11_theExecutorHoldsNothingButGifts() public view {
        for (uint256 k; k < 4; ++k) {
            assertEq(handler.inExecutor(handler.tokenAt(k)), handler.given(handler.tokenAt(k)));
        }
    }

    function invariant_S14_theExecutorNeverKeepsEther() public view {
        assertEq(address(handler.executorUnderTest()).balance, 0);
    }

    function invariant_E4_noAllowanceIsLeft() public view {
        for (uint256 t; t < 4; ++t) {
            for (uint256 s; s < 8; ++s) {
                SandboxToken token = SandboxToken(handler.tokenAt(t));
                assertEq(token.allowance(address(handler.executorUnderTest()), handler.spenderAt(s)), 0);
            }
        }
    }

    function invariant_E5_noTokenEverFallsBelowStockAndGifts() public view {
        for (uint256 k; k < 4; ++k) {
            assertGe(handler.held(handler.tokenAt(k)), handler.least(handler.tokenAt(k)));
        }
    }

    /// @dev The laws above say nothing unless plans settle and others are refused.
    function test_theHandlerSettlesAndIsRefused() public {
        for (uint256 route; route < handler.ROUTES(); ++route) {
            handler.settleOne(route, 20_000e6, 9_000, 1, 5_000);
            handler.settleOne(route, 20_000e6, 11_000, 1, 5_000);
        }
        for (uint256 share = 5_000; share < 5_002; ++share) {
            handler.settleTwo(30_000e6, 20_000e6, 9_000, share);
            handler.settleTwo(20_000e6, 30_000e6, 9_000, share);
            handler.settleTwo(30_000e6, 20_000e6, 11_000, share);
            handler.settleTwo(20_000e6, 30_000e6, 11_000, share);
        }
        assertEq(handler.settled(), handler.ROUTES() + 4);
        assertEq(handler.refused(), handler.ROUTES() + 4);
    }
}
