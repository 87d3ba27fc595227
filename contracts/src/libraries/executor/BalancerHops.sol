// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IBalancerVault} from "../../interfaces/external/IBalancerVault.sol";
import {Hop} from "../../types/Plan.sol";
import {ExactApproval} from "./ExactApproval.sol";
import {HopErrors} from "./HopErrors.sol";

/// @notice Swaps on pools of Balancer v2, through the one Vault that holds their tokens.
abstract contract BalancerHops is HopErrors {
    uint256 private constant POOL_BIT = 96;

    address public immutable balancerVault;

    constructor(address balancerVault_) {
        balancerVault = balancerVault_;
    }

    /// @dev The Vault's own limit is left at zero: `_run` measures what arrived. Of time `settle` has judged.
    function _swapBalancer(Hop calldata hop) internal {
        if (balancerVault == address(0)) revert VenueAbsent(hop.family);
        bytes32 poolId = bytes32(hop.param);
        // forge-lint: disable-next-line(unsafe-typecast)
        if (address(uint160(hop.param >> POOL_BIT)) != hop.pool) revert WrongPoolId(hop.pool, poolId);
        ExactApproval.grant(hop.tokenIn, balancerVault, hop.amountIn);
        IBalancerVault(balancerVault)
            .swap(
                IBalancerVault.SingleSwap(
                    poolId, IBalancerVault.SwapKind.GIVEN_IN, hop.tokenIn, hop.tokenOut, hop.amountIn, ""
                ),
                IBalancerVault.FundManagement(address(this), false, payable(address(this)), false),
                0,
                block.timestamp
            );
        ExactApproval.revoke(hop.tokenIn, balancerVault);
    }
}
