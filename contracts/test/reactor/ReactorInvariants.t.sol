// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Test} from "forge-std/Test.sol";
import {HedgeReactor} from "../../src/HedgeReactor.sol";
import {FillState} from "../../src/types/Settlement.sol";
import {ReactorHandler} from "../actors/ReactorHandler.sol";

/// @notice S1, S11 and S16 over any sequence of fills, batches, replays, cancellations and time.
contract ReactorInvariantsTest is Test {
    ReactorHandler private _handler;
    HedgeReactor private _reactor;
    uint256 private _usdTotal;
    uint256 private _wethTotal;

    function setUp() public {
        _handler = new ReactorHandler();
        _reactor = HedgeReactor(_handler.reactorAddress());
        (_usdTotal, _wethTotal,) = _handler.holdings();
        bytes4[] memory acts = new bytes4[](6);
        acts[0] = _handler.fillStanding.selector;
        acts[1] = _handler.fillOneShot.selector;
        acts[2] = _handler.fillBatch.selector;
        acts[3] = _handler.cancelOne.selector;
        acts[4] = _handler.fillForNothing.selector;
        acts[5] = _handler.passTime.selector;
        targetSelector(FuzzSelector({addr: address(_handler), selectors: acts}));
        targetContract(address(_handler));
    }

    function invariant_S1_standingNeverExceedsItsTotalsOrFills() public view {
        for (uint256 k; k < _handler.INTENTS(); ++k) {
            (FillState memory state, uint256[] memory recorded) = _reactor.stateOf(_handler.standingId(k), 2);
            for (uint256 i; i < 2; ++i) {
                (uint256 maxTotal,, uint32 maxFills) = _handler.limitsOf(k, i);
                (uint256 spent,) = _handler.settledOf(k, i);
                assertLe(spent, maxTotal);
                assertEq(recorded[i], spent);
                assertLe(state.fills, maxFills);
                assertEq(state.fills, _handler.fillsOf(k));
            }
        }
    }

    function invariant_S1_oneShotSettlesAtMostOnce() public view {
        for (uint256 nonce = 100; nonce < 100 + _handler.LAST_NONCE(); ++nonce) {
            assertLe(_handler.oneShotFills(nonce), 1);
        }
    }

    function invariant_S2_traderIsNeverBelowTheSignedPrice() public view {
        for (uint256 k; k < _handler.INTENTS(); ++k) {
            for (uint256 i; i < 2; ++i) {
                (uint256 maxTotal, uint256 minTotal,) = _handler.limitsOf(k, i);
                (uint256 spent, uint256 received) = _handler.settledOf(k, i);
                assertGe(received * maxTotal, minTotal * spent);
            }
        }
    }

    function invariant_S11_reactorHoldsNothing() public view {
        (,, uint256 held) = _handler.holdings();
        assertEq(held, 0);
    }

    function invariant_S16_tokensAreConserved() public view {
        (uint256 usdTotal, uint256 wethTotal,) = _handler.holdings();
        assertEq(usdTotal, _usdTotal);
        assertEq(wethTotal, _wethTotal);
    }

    /// @dev Everything above would hold of a reactor that settles nothing.
    function test_handler_settlesOnEachPath() public {
        _handler.fillStanding(0, false, 2000e6, 1e18, 1);
        _handler.fillStanding(1, true, 1e18, 2000e6, 1);
        _handler.fillOneShot(3, false, 1e18);
        _handler.fillBatch(1, 2);
        assertEq(_handler.fillsOf(0), 1);
        assertEq(_handler.fillsOf(1), 1);
        assertEq(_handler.oneShotFills(103) + _handler.oneShotFills(101) + _handler.oneShotFills(102), 3);
    }
}
