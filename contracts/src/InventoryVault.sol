// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {SafeTransferLib} from "solady/utils/SafeTransferLib.sol";
import {TwoStepOwner} from "./access/TwoStepOwner.sol";
import {IInventoryVault} from "./interfaces/IInventoryVault.sol";

/// @notice Holds the solver's stock. A token without a cap cannot be drawn. Plans of one transaction share one
///         allowance per plan.
contract InventoryVault is IInventoryVault, TwoStepOwner {
    using SafeTransferLib for address;

    error OnlyExecutor(address caller);
    error AbovePlanCap(address token, uint256 drawn, uint256 cap);
    error AboveDayCap(address token, uint256 drawn, uint256 cap);

    event ExecutorSet(address indexed executor);

    struct Cap {
        uint256 perPlan;
        uint256 perDay;
    }

    address public executor;
    mapping(address token => Cap) public capOf;
    /// @notice Drawn of a token on a day, counted in whole UTC days since 1970.
    mapping(address token => mapping(uint256 day => uint256 amount)) public drawnOn;

    constructor(address owner_) TwoStepOwner(owner_) {}

    /// @inheritdoc IInventoryVault
    function draw(address token, uint256 amount) external {
        if (msg.sender != executor) revert OnlyExecutor(msg.sender);
        Cap memory cap = capOf[token];
        uint256 inPlan = _addToPlan(token, amount);
        if (inPlan > cap.perPlan) revert AbovePlanCap(token, inPlan, cap.perPlan);
        uint256 inDay = drawnOn[token][block.timestamp / 1 days] += amount;
        if (inDay > cap.perDay) revert AboveDayCap(token, inDay, cap.perDay);
        emit Drawn(token, amount);
        token.safeTransfer(msg.sender, amount);
    }

    /// @inheritdoc IInventoryVault
    function setCap(address token, uint256 perPlan, uint256 perDay) external {
        _checkOwner();
        capOf[token] = Cap(perPlan, perDay);
        emit CapSet(token, perPlan, perDay);
    }

    /// @inheritdoc IInventoryVault
    function setExecutor(address executor_) external {
        _checkOwner();
        executor = executor_;
        emit ExecutorSet(executor_);
    }

    /// @inheritdoc IInventoryVault
    function sweep(address token, address to) external {
        _checkOwner();
        token.safeTransferAll(to);
    }

    function transferOwnership(address next) public override(IInventoryVault, TwoStepOwner) {
        super.transferOwnership(next);
    }

    function acceptOwnership() public override(IInventoryVault, TwoStepOwner) {
        super.acceptOwnership();
    }

    /// @dev Transient: forgotten when the transaction ends.
    function _addToPlan(address token, uint256 amount) private returns (uint256 total) {
        bytes32 slot = keccak256(abi.encode("InventoryVault.drawnInPlan", token));
        assembly ("memory-safe") {
            total := tload(slot)
        }
        total += amount;
        assembly ("memory-safe") {
            tstore(slot, total)
        }
    }
}
