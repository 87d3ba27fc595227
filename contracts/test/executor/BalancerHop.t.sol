// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {HopErrors} from "../../src/libraries/executor/HopErrors.sol";
import {Hop, Plan} from "../../src/types/Plan.sol";
import {Fill} from "../../src/types/Settlement.sol";
import {ExecutorWorld} from "./ExecutorWorld.sol";

/// @dev Hops on the published Vault, with pools of the published factories.
contract BalancerHopTest is ExecutorWorld {
    function test_fuzz_balancer_aWeightedHopGivesWhatTheVaultSays(uint256 amount, bool buys) public {
        if (buys) _sameAsVault(weightedHop(address(usdc), address(weth), bound(amount, 1e6, 2_000_000e6)));
        else _sameAsVault(weightedHop(address(weth), address(usdc), bound(amount, 1e15, 1_000e18)));
    }

    function test_fuzz_balancer_aStableHopGivesWhatTheVaultSays(uint256 amount, bool buys) public {
        if (buys) _sameAsVault(composableHop(address(dai), address(usdc), bound(amount, 1e15, 5_000_000e18)));
        else _sameAsVault(composableHop(address(usdc), address(dai), bound(amount, 1e3, 5_000_000e6)));
    }

    function test_E3_aHopOnAPoolOfAnotherIdReverts() public {
        Hop memory hop = weightedHop(address(usdc), address(weth), 20_000e6);
        hop.pool = composablePool;
        settleReverts(_plan(hop), abi.encodeWithSelector(HopErrors.WrongPoolId.selector, hop.pool, bytes32(hop.param)));
    }

    function test_E3_withoutAVaultItsHopsRevertByName() public {
        useExecutor(address(reactor), address(manager), address(0));
        Hop memory hop = weightedHop(address(usdc), address(weth), 20_000e6);
        settleReverts(_plan(hop), abi.encodeWithSelector(HopErrors.VenueAbsent.selector, hop.family));
        ++hop.family;
        settleReverts(_plan(hop), abi.encodeWithSelector(HopErrors.VenueAbsent.selector, hop.family));
    }

    function test_balancer_aPoolThatTheVaultDoesNotKnowReverts() public {
        Hop memory hop = weightedHop(address(usdc), address(weth), 20_000e6);
        hop.param += 1;
        settleReverts(_plan(hop), abi.encodeWithSignature("Error(string)", "BAL#500"));
    }

    function test_balancer_tooSmallAnOutputRevertsByName() public {
        Hop memory hop = weightedHop(address(usdc), address(weth), 20_000e6);
        hop.minOut = 10e18;
        Plan memory plan = _plan(hop);
        vm.expectPartialRevert(HopErrors.InsufficientOutput.selector);
        settle(plan);
    }

    function _sameAsVault(Hop memory hop) private {
        uint256 snapshot = vm.snapshotState();
        uint256 expected = swapOnVault(hop.pool, hop.tokenIn, hop.tokenOut, hop.amountIn);
        assertTrue(vm.revertToState(snapshot));
        hop.minOut = expected;
        Fill memory fill = order(hop.tokenIn, hop.amountIn, hop.tokenOut, expected, 1);
        settle(planOf(fill, hops(hop), floors4()));
        assertEq(heldOf(hop.tokenOut), 0);
        assertNothingLeft();
    }

    function _plan(Hop memory hop) private returns (Plan memory) {
        return planOf(order(address(usdc), 20_000e6, address(weth), 9.8e18, 1), hops(hop), floors2());
    }
}
