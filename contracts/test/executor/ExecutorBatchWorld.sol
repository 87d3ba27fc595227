// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC20} from "../../src/interfaces/external/IERC20.sol";
import {Floor, Hop, Plan} from "../../src/types/Plan.sol";
import {Fill} from "../../src/types/Settlement.sol";
import {ExecutorWorld} from "./ExecutorWorld.sol";

/// @dev Six traders of their own, numbered from one; their nonces are those numbers.
abstract contract ExecutorBatchWorld is ExecutorWorld {
    uint256 internal constant TRADERS = 6;

    function setUp() public virtual override {
        super.setUp();
        for (uint256 k = 1; k <= TRADERS; ++k) {
            allowPermit2(traderOf(k));
        }
    }

    function keyAt(uint256 number) internal pure returns (uint256) {
        return uint256(keccak256(abi.encode("trader", number)));
    }

    function traderOf(uint256 number) internal pure returns (address) {
        return vm.addr(keyAt(number));
    }

    /// @dev USDC for WETH.
    function buys(uint256 number, uint256 spend, uint256 receives) internal returns (Fill memory) {
        return orderBy(keyAt(number), address(usdc), spend, address(weth), receives, number);
    }

    /// @dev WETH for USDC.
    function sells(uint256 number, uint256 spend, uint256 receives) internal returns (Fill memory) {
        return orderBy(keyAt(number), address(weth), spend, address(usdc), receives, number);
    }

    function batchOf(Fill[] memory fills, Hop[] memory route, Floor[] memory floors)
        internal
        view
        returns (Plan memory plan)
    {
        plan = planOf(fills[0], route, floors);
        plan.fills = fills;
    }

    function balanceOf(address token, address holder) internal view returns (uint256) {
        return IERC20(token).balanceOf(holder);
    }
}
