// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {TokenLedger} from "../../src/sandbox/TokenLedger.sol";
import {ExecutorKnocker} from "./ExecutorKnocker.sol";

/// @dev A token that knocks while it is moved by someone it was approved to, as one with hooks would.
contract ExecutorKnockingToken is TokenLedger, ExecutorKnocker {
    constructor() TokenLedger("Knocking", "KNOCK", 18, msg.sender) {}

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
        _knock();
        return true;
    }
}
