// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Floor} from "../../types/Plan.sol";

/// @notice The tokens a plan may touch, and the least it must gain of each.
library Floors {
    error TokenNotFloored(address token);
    error FloorBroken(address token, int256 minDelta, uint256 balanceBefore, uint256 balanceAfter);

    function contains(Floor[] calldata floors, address token) internal pure returns (bool) {
        for (uint256 i; i < floors.length; ++i) {
            if (floors[i].token == token) return true;
        }
        return false;
    }

    /// @return position of `token` in `floors`; reverts when absent
    function indexOf(Floor[] calldata floors, address token) internal pure returns (uint256 position) {
        for (uint256 i; i < floors.length; ++i) {
            if (floors[i].token == token) return i;
        }
        revert TokenNotFloored(token);
    }

    /// @dev Compares sums of unsigned balances: no balance, however large, is ever read as negative.
    function check(Floor calldata floor, uint256 balanceBefore, uint256 balanceAfter) internal pure {
        int256 minDelta = floor.minDelta;
        // forge-lint: disable-start(unsafe-typecast)
        bool holds = minDelta >= 0
            ? balanceAfter >= balanceBefore + uint256(minDelta)
            : balanceAfter + uint256(-minDelta) >= balanceBefore;
        // forge-lint: disable-end(unsafe-typecast)
        if (!holds) revert FloorBroken(floor.token, minDelta, balanceBefore, balanceAfter);
    }
}
