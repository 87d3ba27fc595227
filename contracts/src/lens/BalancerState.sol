// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {
    IBalancerPoolViews,
    IBalancerVaultViews,
    IComposableStablePoolViews,
    IDecimals,
    IRateProvider,
    IWeightedPoolViews
} from "../interfaces/external/IBalancerViews.sol";
import {IMarketLens} from "../interfaces/IMarketLens.sol";

/// @notice What decides a swap on a Balancer v2 pool, if it were made in this block.
library BalancerState {
    error NotThePoolsId(address pool, bytes32 poolId);

    IBalancerVaultViews internal constant VAULT = IBalancerVaultViews(0xBA12222222228d8Ba445958a75a0704d566BF2C8);
    uint256 private constant SCALED_DECIMALS = 18;

    function readWeighted(IWeightedPoolViews pool)
        internal
        view
        returns (IMarketLens.BalancerWeightedState memory state)
    {
        (state.poolId, state.tokens, state.balances) = _holdings(pool);
        state.weights = pool.getNormalizedWeights();
        state.scalingFactors = pool.getScalingFactors();
        (state.swapFee, state.paused) = (pool.getSwapFeePercentage(), _paused(pool));
    }

    function readStable(IComposableStablePoolViews pool)
        internal
        view
        returns (IMarketLens.BalancerStableState memory state)
    {
        (state.poolId, state.tokens, state.balances) = _holdings(pool);
        state.scalingFactors = _scalingFactors(pool, state.tokens);
        state.bptIndex = pool.getBptIndex();
        (state.amplification,,) = pool.getAmplificationParameter();
        (state.swapFee, state.paused) = (pool.getSwapFeePercentage(), _paused(pool));
    }

    /// @dev A pool that names another's id would pass for it.
    function _holdings(IBalancerPoolViews pool)
        private
        view
        returns (bytes32 poolId, address[] memory tokens, uint256[] memory balances)
    {
        poolId = pool.getPoolId();
        // An id begins with its pool's address.
        // forge-lint: disable-next-line(unsafe-typecast)
        if (address(bytes20(poolId)) != address(pool)) revert NotThePoolsId(address(pool), poolId);
        (tokens, balances,) = VAULT.getPoolTokens(poolId);
    }

    /// @dev The pool's own factors use the rates it keeps; a swap first renews those that have expired.
    function _scalingFactors(IComposableStablePoolViews pool, address[] memory tokens)
        private
        view
        returns (uint256[] memory factors)
    {
        factors = pool.getScalingFactors();
        address[] memory providers = pool.getRateProviders();
        for (uint256 k; k < providers.length; ++k) {
            if (providers[k] == address(0)) continue;
            (,,, uint256 expires) = pool.getTokenRateCache(tokens[k]);
            if (block.timestamp <= expires) continue;
            uint256 byDecimals = 10 ** (SCALED_DECIMALS - IDecimals(tokens[k]).decimals());
            factors[k] = byDecimals * IRateProvider(providers[k]).getRate();
        }
    }

    function _paused(IBalancerPoolViews pool) private view returns (bool paused) {
        (paused,,) = VAULT.getPausedState();
        if (!paused) (paused,,) = pool.getPausedState();
    }
}
