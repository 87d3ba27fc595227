// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Fill} from "./Settlement.sol";

enum Family {
    UNISWAP_V2,
    UNISWAP_V3,
    STABLESWAP,
    UNISWAP_V4,
    BALANCER_WEIGHTED,
    BALANCER_STABLE
}

/// @notice One exact-in swap on one pool.
/// @param family a Family; an unknown one reverts
/// @param pool whom the executor calls; UNISWAP_V4: the manager; Balancer: the pool, which its Vault calls
/// @param amountIn exact, in units of tokenIn
/// @param minOut in units of tokenOut; the executor measures its own balance
/// @param param UNISWAP_V2: fee in pips (3000 = 0.3 %); STABLESWAP: coin index in (bits 0..7), out (bits 8..15);
///        UNISWAP_V4: the rest of the pool's key: fee (bits 0..23), tick spacing (24..47), hooks (48..207), and bit 208
///        where currency0 is ether, which the plan counts as WETH; Balancer: the pool's id in the Vault; else 0
struct Hop {
    uint8 family;
    address pool;
    address tokenIn;
    address tokenOut;
    uint256 amountIn;
    uint256 minOut;
    uint256 param;
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
