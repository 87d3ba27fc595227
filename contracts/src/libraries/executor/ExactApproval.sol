// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {SafeTransferLib} from "solady/utils/SafeTransferLib.sol";
import {IERC20} from "../../interfaces/external/IERC20.sol";

/// @notice Allowances that exist for one call and never exceed what that call may take.
library ExactApproval {
    using SafeTransferLib for address;

    /// @dev From zero, as USDT demands; a leftover would make USDT's approve revert rather than grow.
    function grant(address token, address spender, uint256 amount) internal {
        token.safeApprove(spender, amount);
    }

    function revoke(address token, address spender) internal {
        if (IERC20(token).allowance(address(this), spender) != 0) token.safeApprove(spender, 0);
    }
}
