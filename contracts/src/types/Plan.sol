// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Fill} from "./Settlement.sol";

enum Family {
    UNISWAP_V2,
    UNISWAP_V3,
    STABLESWAP
}

/// @notice One exact-in swap on one pool, called on the pool directly.
/// @param family a Family; an unknown one reverts
/// @param amountIn exact, in units of tokenIn
/// @param minOut in units of tokenOut; the executor measures its own balance
/// @param param UNISWAP_V2: fee in pips (3000 = 0.3 %); STABLESWAP: coin index in (bits 0..7), out (bits 8..15); else 0
struct Hop {
    uint8 family;
    address pool;
    address tokenIn;
    address tokenOut;
    uint256 amountIn;
    uint256 minOut;
    uint32 param;
}

/// @notice Lower bound on what executor and vault together gain of a token; negative only within the vault's cap.
struct Floor {
    address token;
    int256 minDelta;
}

/// @notice What the vault lends to a plan before its first hop.
struct Draw {
    address token;
    uint256 amount;
}

/// @param firstBlock,lastBlock inclusive block window
/// @param deadline unix seconds, inclusive
/// @param parentHash zero, or the hash of the block before the one this lands in
/// @param maxBuilderPaymentWei cap on the WETH paid to block.coinbase
/// @param builderShareBps share of the WETH gained that is paid to block.coinbase, below that cap
struct Plan {
    uint64 firstBlock;
    uint64 lastBlock;
    uint64 deadline;
    bytes32 parentHash;
    Fill[] fills;
    Draw[] draws;
    Hop[] hops;
    Floor[] floors;
    uint256 maxBuilderPaymentWei;
    uint16 builderShareBps;
}
