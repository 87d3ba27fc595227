// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @notice The solver's own stock. The executor may draw within caps; whatever a plan gains comes back here.
interface IInventoryVault {
    event Drawn(address indexed token, uint256 amount);
    event CapSet(address indexed token, uint256 perPlan, uint256 perDay);

    /// @notice Executor only; reverts above the token's cap per plan or per day (UTC day of block.timestamp).
    function draw(address token, uint256 amount) external;

    /// @notice Owner.
    function setCap(address token, uint256 perPlan, uint256 perDay) external;
    function setExecutor(address executor) external;
    function sweep(address token, address to) external;
    function transferOwnership(address next) external;
    function acceptOwnership() external;
}
