// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Hop, Plan} from "../../src/types/Plan.sol";
import {Fill} from "../../src/types/Settlement.sol";
import {ExecutorBatchWorld} from "./ExecutorBatchWorld.sol";

/// @dev Whole transactions, calldata and intrinsic gas included: a batch against its intents one by one.
contract BatchGasTest is ExecutorBatchWorld {
    function setUp() public override {
        super.setUp();
        give(address(weth), address(vault), 1e18);
        give(address(usdc), address(vault), 1e6);
    }

    /// forge-config: default.isolate = true
    function test_batch_ofOneSideCostsLessThanOneByOne_gas() public {
        _compare("four buys, v4", 4, 4);
    }

    /// forge-config: default.isolate = true
    function test_batch_thatNetsCostsLessThanOneByOne_gas() public {
        _compare("two buys and two sells, no hop", 2, 4);
    }

    /// forge-config: default.isolate = true
    function test_batch_ofTwoCostsLessThanOneByOne_gas() public {
        _compare("one buy and one sell, no hop", 1, 2);
    }

    /// @dev The first `buyers` of `size` traders buy WETH, the others sell it; all over v4.
    function _compare(string memory name, uint256 buyers, uint256 size) private {
        Fill[] memory fills = new Fill[](size);
        for (uint256 k; k < size; ++k) {
            fills[k] = k < buyers ? buys(k + 1, 20_000e6, 9.9e18) : sells(k + 1, 10e18, 19_800e6);
        }
        Hop[] memory route = new Hop[](0);
        if (buyers == size) route = hops(v4Hop(address(usdc), address(weth), size * 20_000e6));
        uint256 snapshot = vm.snapshotState();
        settle(batchOf(fills, route, floors2()));
        uint256 together = vm.lastCallGas().gasTotalUsed;
        assertTrue(vm.revertToState(snapshot));
        uint256 apart;
        for (uint256 k; k < size; ++k) {
            Hop memory hop =
                k < buyers ? v4Hop(address(usdc), address(weth), 20_000e6) : v4Hop(address(weth), address(usdc), 10e18);
            settle(planOf(fills[k], hops(hop), floors2()));
            apart += vm.lastCallGas().gasTotalUsed;
        }
        assertLt(together, apart);
        vm.snapshotValue("Batches", string.concat(name, ": together"), together);
        vm.snapshotValue("Batches", string.concat(name, ": one by one"), apart);
    }
}
