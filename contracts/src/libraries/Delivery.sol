// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {SafeTransferLib} from "solady/utils/SafeTransferLib.sol";

interface IBalances {
    function balanceOf(address owner) external view returns (uint256);
}

interface IPositions {
    function ownerOf(uint256 id) external view returns (address);
    function transferFrom(address from, address to, uint256 id) external;
}

/// @notice Moves receives from the caller of the reactor to their recipients, and measures what arrived.
/// @dev The measure is taken around this one transfer. A payment made anywhere else, in the callback or inside another
///      contract's settlement, can therefore not be counted here too.
library Delivery {
    error ShortDelivery(address token, address recipient, uint256 received, uint256 owed);
    error PositionNotHeld(address token, uint256 id);
    error PositionNotDelivered(address token, uint256 id);

    function deliverToken(address token, address to, uint256 amount) internal {
        uint256 before = IBalances(token).balanceOf(to);
        SafeTransferLib.safeTransferFrom(token, msg.sender, to, amount);
        uint256 balance = IBalances(token).balanceOf(to);
        uint256 received = balance > before ? balance - before : 0;
        if (received < amount) revert ShortDelivery(token, to, received, amount);
    }

    function deliverPosition(address token, address to, uint256 id) internal {
        if (IPositions(token).ownerOf(id) != msg.sender) revert PositionNotHeld(token, id);
        IPositions(token).transferFrom(msg.sender, to, id);
        if (IPositions(token).ownerOf(id) != to) revert PositionNotDelivered(token, id);
    }
}
