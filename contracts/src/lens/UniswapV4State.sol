// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IExtsload} from "../interfaces/external/IExtsload.sol";
import {IMarketLens} from "../interfaces/IMarketLens.sol";
import {TickWords} from "./TickWords.sol";

/// @notice A Uniswap v4 pool as it lies in its manager's storage: `mapping(bytes32 id => Pool.State)` at slot 6.
library UniswapV4State {
    error PoolNotInitialised(bytes32 id);

    uint256 private constant POOLS_SLOT = 6;
    uint256 private constant LIQUIDITY_OFFSET = 3;
    uint256 private constant TICKS_OFFSET = 4;
    uint256 private constant BITMAP_OFFSET = 5;

    /// @dev slot0: price in bits 0..159, tick in 160..183, protocol fees in 184..207, fee in 208..231.
    function read(IExtsload manager, bytes32 id, int24 tickSpacing, uint16 wordsEachSide)
        internal
        view
        returns (IMarketLens.V4State memory state)
    {
        uint256 pool = uint256(keccak256(abi.encode(id, POOLS_SLOT)));
        uint256 slot0 = uint256(manager.extsload(bytes32(pool)));
        // forge-lint: disable-start(unsafe-typecast)
        state.sqrtPriceX96 = uint160(slot0);
        if (state.sqrtPriceX96 == 0) revert PoolNotInitialised(id);
        state.tick = int24(uint24(slot0 >> 160));
        state.protocolFees = uint24(slot0 >> 184);
        state.lpFeePips = uint24(slot0 >> 208);
        state.liquidity = uint128(uint256(manager.extsload(bytes32(pool + LIQUIDITY_OFFSET))));
        // forge-lint: disable-end(unsafe-typecast)
        (state.firstWord, state.lastWord) = TickWords.around(state.tick, tickSpacing, wordsEachSide);
        uint256[] memory bitmaps = _bitmaps(manager, pool + BITMAP_OFFSET, state.firstWord, state.lastWord);
        state.ticks = TickWords.ticksIn(bitmaps, state.firstWord, tickSpacing);
        state.liquidityNet = _liquidityNet(manager, pool + TICKS_OFFSET, state.ticks);
    }

    function _bitmaps(IExtsload manager, uint256 mapSlot, int16 firstWord, int16 lastWord)
        private
        view
        returns (uint256[] memory bitmaps)
    {
        bytes32[] memory slots = new bytes32[](TickWords.lengthOf(firstWord, lastWord));
        int256 word = firstWord;
        for (uint256 k; k < slots.length; ++k) {
            slots[k] = keccak256(abi.encode(word++, mapSlot));
        }
        bytes32[] memory words = manager.extsload(slots);
        bitmaps = new uint256[](slots.length);
        for (uint256 k; k < slots.length; ++k) {
            bitmaps[k] = uint256(words[k]);
        }
    }

    /// @dev A tick's first word: liquidityGross in the lower half, liquidityNet in the upper.
    function _liquidityNet(IExtsload manager, uint256 mapSlot, int24[] memory ticks)
        private
        view
        returns (int128[] memory liquidityNet)
    {
        bytes32[] memory slots = new bytes32[](ticks.length);
        for (uint256 k; k < ticks.length; ++k) {
            slots[k] = keccak256(abi.encode(int256(ticks[k]), mapSlot));
        }
        bytes32[] memory words = manager.extsload(slots);
        liquidityNet = new int128[](ticks.length);
        for (uint256 k; k < ticks.length; ++k) {
            // forge-lint: disable-next-line(unsafe-typecast)
            liquidityNet[k] = int128(int256(uint256(words[k])) >> 128);
        }
    }
}
