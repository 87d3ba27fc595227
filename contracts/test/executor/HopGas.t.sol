// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Floor, Hop, Plan} from "../../src/types/Plan.sol";
import {ExecutorWorld} from "./ExecutorWorld.sol";

/// @dev What one more hop adds to a plan, its calldata included: the pool is cold, its tokens are warm.
contract HopGasTest is ExecutorWorld {
    uint256 private constant USDC_IN = 20_000e6;
    uint256 private constant DAI_IN = 20_000e18;

    function setUp() public override {
        super.setUp();
        give(address(weth), address(vault), 1e18);
        give(address(usdc), address(vault), 1e6);
        give(address(usdt), address(vault), 1e6);
        give(address(dai), address(vault), 1e18);
        _tradeOnceABlockAgo();
    }

    /// forge-config: default.isolate = true
    function test_hop_everyFamily_gas() public {
        Hop memory v2 = v2Hop(address(usdc), address(weth), USDC_IN);
        _snapshot("v2", v3Hop(address(usdc), address(weth), USDC_IN), v2);
        _snapshot("v3", v2, v3Hop(address(usdc), address(weth), USDC_IN));
        _snapshot("v4", v2, v4Hop(address(usdc), address(weth), USDC_IN));
        _snapshot("v4, ether out", v2, onEther(v4Hop(address(usdc), address(weth), USDC_IN)));
        _snapshot("Balancer weighted, two tokens", v2, weightedHop(address(usdc), address(weth), USDC_IN));
        Hop memory stable3 = stableHop(0, 1, DAI_IN);
        Hop memory composable = composableHop(address(dai), address(usdc), DAI_IN);
        _snapshot("StableSwap, three coins", composable, stable3);
        _snapshot("Balancer composable stable, two tokens", stable3, composable);
    }

    /// forge-config: default.isolate = true
    function test_hop_etherIn_gas() public {
        Hop memory v2 = v2Hop(address(weth), address(usdc), 10e18);
        _snapshot("v4, ether in", v2, onEther(v4Hop(address(weth), address(usdc), 10e18)));
    }

    /// @dev What pools keep for the first time costs more than what they keep again: fees, accumulators, observations.
    function _tradeOnceABlockAgo() private {
        skip(12);
        settle(everyFamilyPlan());
        _tradeEtherIn();
        skip(12);
        vm.roll(block.number + 1);
    }

    function _tradeEtherIn() private {
        Hop memory hop = onEther(v4Hop(address(weth), address(usdc), 1e18));
        settle(planOf(order(address(weth), 1e18, address(usdc), 1_900e6, 2), hops(hop), floors2()));
    }

    /// @dev Two plans of the same fill: one hop of twice the size, and that hop with the other one beside it.
    function _snapshot(string memory name, Hop memory beside, Hop memory hop) private {
        Hop[] memory both = new Hop[](2);
        (both[0], both[1]) = (_copy(beside), hop);
        uint256 withIt = _gasOf(both);
        Hop memory alone = _copy(beside);
        alone.amountIn *= 2;
        vm.snapshotValue("Hops", name, withIt - _gasOf(hops(alone)));
    }

    function _gasOf(Hop[] memory route) private returns (uint256 gas) {
        uint256 snapshot = vm.snapshotState();
        address tokenIn = route[0].tokenIn;
        uint256 spent = tokenIn == address(usdc) ? 2 * USDC_IN : tokenIn == address(dai) ? 2 * DAI_IN : 20e18;
        uint256 least = tokenIn == address(usdc) ? 19e18 : 38_000e6;
        Plan memory plan = planOf(order(tokenIn, spent, route[0].tokenOut, least, 3), route, floors4());
        settle(plan);
        gas = vm.lastCallGas().gasTotalUsed;
        assertTrue(vm.revertToState(snapshot));
    }

    function _copy(Hop memory hop) private pure returns (Hop memory) {
        return Hop(hop.family, hop.pool, hop.tokenIn, hop.tokenOut, hop.amountIn, hop.minOut, hop.param);
    }
}
