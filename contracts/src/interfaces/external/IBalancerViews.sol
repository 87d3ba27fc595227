// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @notice What is read of Balancer v2's Vault.
interface IBalancerVaultViews {
    function getPoolTokens(bytes32 poolId)
        external
        view
        returns (address[] memory tokens, uint256[] memory balances, uint256 lastChangeBlock);
    function getPausedState() external view returns (bool paused, uint256 pauseWindowEndTime, uint256 bufferEndTime);
}

/// @notice What is read of any of its pools.
interface IBalancerPoolViews {
    function getPoolId() external view returns (bytes32);
    function getScalingFactors() external view returns (uint256[] memory);
    function getSwapFeePercentage() external view returns (uint256);
    function getPausedState() external view returns (bool paused, uint256 pauseWindowEndTime, uint256 bufferEndTime);
}

interface IWeightedPoolViews is IBalancerPoolViews {
    function getNormalizedWeights() external view returns (uint256[] memory);
}

interface IComposableStablePoolViews is IBalancerPoolViews {
    function getBptIndex() external view returns (uint256);
    function getAmplificationParameter() external view returns (uint256 value, bool isUpdating, uint256 precision);
    function getRateProviders() external view returns (address[] memory);
    function getTokenRateCache(address token)
        external
        view
        returns (uint256 rate, uint256 oldRate, uint256 duration, uint256 expires);
}

interface IRateProvider {
    function getRate() external view returns (uint256);
}

interface IDecimals {
    function decimals() external view returns (uint8);
}
