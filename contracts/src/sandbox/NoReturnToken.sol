// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {TokenLedger} from "./TokenLedger.sol";

/// @notice A token in USDT's manner: nothing is returned, and an allowance changes only from or to zero.
contract NoReturnToken is TokenLedger {
    error AllowanceNotZero(address holder, address spender, uint256 allowed);

    constructor(string memory name_, string memory symbol_, uint8 decimals_, address minter_)
        TokenLedger(name_, symbol_, decimals_, minter_)
    {}

    function approve(address spender, uint256 amount) external {
        uint256 allowed = allowance[msg.sender][spender];
        if (amount != 0 && allowed != 0) revert AllowanceNotZero(msg.sender, spender, allowed);
        _approve(msg.sender, spender, amount);
    }

    function transfer(address to, uint256 amount) external {
        _move(msg.sender, to, amount);
    }

    function transferFrom(address from, address to, uint256 amount) external {
        _spendAllowance(from, msg.sender, amount);
        _move(from, to, amount);
    }
}
