// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @notice Reads the state of many pools in one eth_call. A pool that fails is flagged and does not fail the others.
interface IMarketLens {
    /// @param family a Family of types/Plan.sol
    /// @param gasLimit cap on the gas of reading this pool
    /// @param wordsEachSide UNISWAP_V3: tick bitmap words read on each side of the current one; else unused
    struct Request {
        uint8 family;
        address pool;
        uint32 gasLimit;
        uint16 wordsEachSide;
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

    /// @param amplification A as the pool reports it (3pool ABI: A * n^(n-1) convention of that pool)
    /// @param feeE10 swap fee, 1e10 = 100 %
    struct StableState {
        address[] coins;
        uint256[] balances;
        uint256 amplification;
        uint256 feeE10;
        uint256 adminFeeE10;
    }

    function read(Request[] calldata requests)
        external
        view
        returns (uint256 blockNumber, uint256 timestamp, Result[] memory results);
}
