// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {StandardToken} from "../mocks/ReactorTokens.sol";

interface IRivalCallback {
    function run(bytes calldata data) external;
}

/// @notice A settlement contract of another design: it pays its caller first and then asks only whether the recipient's
///         balance grew around the callback, wherever the growth came from.
contract BalanceCheckingSettlement {
    error Unpaid(uint256 received, uint256 owed);

    struct Order {
        StandardToken pays;
        uint256 amount;
        StandardToken wants;
        uint256 owed;
        address recipient;
    }

    function settle(Order calldata order, bytes calldata data) external {
        uint256 before = order.wants.balanceOf(order.recipient);
        order.pays.transfer(msg.sender, order.amount);
        IRivalCallback(msg.sender).run(data);
        uint256 received = order.wants.balanceOf(order.recipient) - before;
        if (received < order.owed) revert Unpaid(received, order.owed);
    }
}
