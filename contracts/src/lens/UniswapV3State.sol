// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IUniswapV3Pool} from "../interfaces/external/IUniswapV3Pool.sol";
import {IMarketLens} from "../interfaces/IMarketLens.sol";
import {TickWords} from "./TickWords.sol";

/// @notice A Uniswap v3 pool by its own views.
library UniswapV3State {
    function read(IUniswapV3Pool pool, uint16 wordsEachSide) internal view returns (IMarketLens.V3State memory state) {
        (state.token0, state.token1) = (pool.token0(), pool.token1());
        (state.feePips, state.tickSpacing) = (pool.fee(), pool.tickSpacing());
        (state.sqrtPriceX96, state.tick) = pool.slot0();
        state.liquidity = pool.liquidity();
        (state.firstWord, state.lastWord) = TickWords.around(state.tick, state.tickSpacing, wordsEachSide);
        uint256[] memory bitmaps = new uint256[](TickWords.lengthOf(state.firstWord, state.lastWord));
        int16 word = state.firstWord;
        for (uint256 k; k < bitmaps.length; ++k) {
            bitmaps[k] = pool.tickBitmap(word++);
        }
        state.ticks = TickWords.ticksIn(bitmaps, state.firstWord, state.tickSpacing);
        state.liquidityNet = new int128[](state.ticks.length);
        for (uint256 k; k < state.ticks.length; ++k) {
            (, state.liquidityNet[k]) = pool.ticks(state.ticks[k]);
        }
    }
}
