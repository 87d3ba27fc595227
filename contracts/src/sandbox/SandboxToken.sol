// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {TokenLedger} from "./TokenLedger.sol";

/// @notice A standard ERC20 of the local chain (DAI, WBTC).
contract SandboxToken is TokenLedger {
    constructor(string memory name_, string memory symbol_, uint8 decimals_, address minter_)
        TokenLedger(name_, symbol_, decimals_, minter_)
    {}

    function approve(address spender, uint256 amount) external returns (bool) {
        _approve(msg.sender, spender, amount);
        return true;
    }

    function transfer(address to, uint256 amount) external returns (bool) {
        _move(msg.sender, to, amount);
        return true;
    }

    function transferFrom(address from, address to, uint256 amount) external returns (bool) {
        _spendAllowance(from, msg.sender, amount);
        _move(from, to, amount);
        return true;
    }
}
