// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @dev balanceOf answers 0, reverts, reverts with a million bytes, or burns all gas.
contract ExecutorHostileToken {
    uint8 public mode;

    function setMode(uint8 mode_) external {
        mode = mode_;
    }

    function balanceOf(address) external view returns (uint256) {
        uint8 current = mode;
        assembly {
            switch current
            case 1 { revert(0, 0) }
            case 2 { revert(0, 1000000) }
            case 3 { invalid() }
        }
        return 0;
    }

    function allowance(address, address) external pure returns (uint256) {
        return 0;
    }
}
