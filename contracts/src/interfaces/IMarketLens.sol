// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @notice Reads the state of many pools in one eth_call. A pool that fails is flagged and does not fail the others.
interface IMarketLens {
    /// @param family a Family of types/Plan.sol
    /// @param gasLimit cap on the gas of reading this pool
    /// @param wordsEachSide UNISWAP_V3, UNISWAP_V4: tick bitmap words read on each side of the current one; else unused
    /// @param tickSpacing UNISWAP_V4: as in the pool's key, which its manager does not keep; else unused
    /// @param id UNISWAP_V4: the pool's id, and `pool` is the manager that holds it; else unused
    struct Request {
        uint8 family;
        address pool;
        uint32 gasLimit;
        uint16 wordsEachSide;
        int24 tickSpacing;
        bytes32 id;
    }

    /// @param data abi.encode of the family's state when ok, else the revert data, at most 256 bytes
    struct Result {
        bool ok;
        bytes data;
    }

    struct V2State {
        address token0;
        address token1;
        uint112 reserve0;
        uint112 reserve1;
    }

    /// @param firstWord,lastWord tick bitmap words covered, inclusive: beyond them nothing is known
    /// @param ticks initialised ticks inside those words, ascending, with their liquidityNet
    struct V3State {
        address token0;
        address token1;
        uint24 feePips;
        int24 tickSpacing;
        uint160 sqrtPriceX96;
        int24 tick;
        uint128 liquidity;
        int16 firstWord;
        int16 lastWord;
        int24[] ticks;
        int128[] liquidityNet;
    }

    /// @param protocolFees pips by direction: bits 0..11 of a swap of currency0 for currency1, bits 12..23 of the other
    /// @param lpFeePips what liquidity providers take now, of what the protocol fee leaves
    struct V4State {
        uint24 protocolFees;
        uint24 lpFeePips;
        uint160 sqrtPriceX96;
        int24 tick;
        uint128 liquidity;
        int16 firstWord;
        int16 lastWord;
        int24[] ticks;
        int128[] liquidityNet;
    }

    /// @param amplification A as the pool reports it (3pool ABI: A * n^(n-1) convention of that pool)
    /// @param feeE10 swap fee, 1e10 = 100 %
    struct StableState {
        address[] coins;
        uint256[] balances;
        uint256 amplification;
        uint256 feeE10;
        uint256 adminFeeE10;
    }

    /// @param poolId the Vault's name of the pool
    /// @param tokens,balances as the Vault lists them
    /// @param weights,scalingFactors,swapFee 1e18 = 1; a scaling factor takes a unit to 18 decimals
    /// @param paused by the Vault's owners or the pool's: swaps revert
    struct BalancerWeightedState {
        bytes32 poolId;
        address[] tokens;
        uint256[] balances;
        uint256[] weights;
        uint256[] scalingFactors;
        uint256 swapFee;
        bool paused;
    }

    /// @param tokens,balances as the Vault lists them, the pool's own shares at bptIndex included
    /// @param scalingFactors 1e18 = 1; decimals times the token's rate, where it has one, as a swap in this block renews it
    /// @param amplification A n^(n-1) in thousandths
    struct BalancerStableState {
        bytes32 poolId;
        address[] tokens;
        uint256[] balances;
        uint256[] scalingFactors;
        uint256 bptIndex;
        uint256 amplification;
        uint256 swapFee;
        bool paused;
    }

    function read(Request[] calldata requests)
        external
        view
        returns (uint256 blockNumber, uint256 timestamp, Result[] memory results);
}
