// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {SandboxToken} from "./SandboxToken.sol";

/// @notice A share whose worth in its asset the minter sets, with as much of ERC4626 as pools of such shares read.
contract YieldShare is SandboxToken {
    uint256 private constant WHOLE = 1e18;

    /// @notice Units of the asset for 1e18 units of the share.
    uint256 public assetsPerWhole = WHOLE;

    constructor(string memory name_, string memory symbol_, uint8 decimals_, address minter_)
        SandboxToken(name_, symbol_, decimals_, minter_)
    {}

    /// @notice Minter only.
    function setAssetsPerWhole(uint256 assets) external {
        if (msg.sender != minter) revert OnlyMinter(msg.sender);
        assetsPerWhole = assets;
    }

    /// @notice What so many shares are worth, rounded down.
    function convertToAssets(uint256 shares) external view returns (uint256) {
        return shares * assetsPerWhole / WHOLE;
    }
}
