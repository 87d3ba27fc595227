// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @notice An owner that changes only when the next one accepts, so that a mistyped address never owns anything.
abstract contract TwoStepOwner {
    error OnlyOwner(address caller);
    error OnlyPendingOwner(address caller);

    event OwnershipOffered(address indexed owner, address indexed next);
    event OwnershipTaken(address indexed previous, address indexed owner);

    address public owner;
    address public pendingOwner;

    constructor(address owner_) {
        owner = owner_;
        emit OwnershipTaken(address(0), owner_);
    }

    /// @notice Owner: offers ownership to `next`; zero withdraws the offer.
    function transferOwnership(address next) public virtual {
        _checkOwner();
        pendingOwner = next;
        emit OwnershipOffered(owner, next);
    }

    function acceptOwnership() public virtual {
        if (msg.sender != pendingOwner) revert OnlyPendingOwner(msg.sender);
        emit OwnershipTaken(owner, msg.sender);
        owner = msg.sender;
        pendingOwner = address(0);
    }

    function _checkOwner() internal view {
        if (msg.sender != owner) revert OnlyOwner(msg.sender);
    }
}
