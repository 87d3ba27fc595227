// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {FixedPointMathLib} from "solady/utils/FixedPointMathLib.sol";

/// @notice The initialised ticks of a concentrated pool, by words of 256 compressed ticks.
library TickWords {
    error BadTickSpacing(int24 tickSpacing);
    error TickOutOfRange(int24 tick);

    int24 private constant MAX_TICK = 887272;

    /// @return firstWord lowest word within `wordsEachSide` of the tick's own, as far as the price range goes
    /// @return lastWord highest such word
    function around(int24 tick, int24 tickSpacing, uint16 wordsEachSide)
        internal
        pure
        returns (int16 firstWord, int16 lastWord)
    {
        if (tickSpacing <= 0) revert BadTickSpacing(tickSpacing);
        if (tick < -MAX_TICK || tick > MAX_TICK) revert TickOutOfRange(tick);
        int256 word = _wordOf(tick, tickSpacing);
        int256 reach = int256(uint256(wordsEachSide));
        // Both ends lie between the words of the lowest and the highest tick, which fit in 16 bits at any spacing.
        // forge-lint: disable-start(unsafe-typecast)
        firstWord = int16(FixedPointMathLib.max(word - reach, _wordOf(-MAX_TICK, tickSpacing)));
        lastWord = int16(FixedPointMathLib.min(word + reach, _wordOf(MAX_TICK, tickSpacing)));
        // forge-lint: disable-end(unsafe-typecast)
    }

    /// @return words from first to last, inclusive
    function lengthOf(int16 firstWord, int16 lastWord) internal pure returns (uint256) {
        // forge-lint: disable-next-line(unsafe-typecast)
        return uint256(int256(lastWord) - firstWord + 1);
    }

    /// @param bitmaps of the words from firstWord on
    /// @return ticks initialised ones, ascending
    function ticksIn(uint256[] memory bitmaps, int16 firstWord, int24 tickSpacing)
        internal
        pure
        returns (int24[] memory ticks)
    {
        uint256 initialised;
        for (uint256 k; k < bitmaps.length; ++k) {
            initialised += _popCount(bitmaps[k]);
        }
        ticks = new int24[](initialised);
        uint256 next;
        int256 word = firstWord;
        for (uint256 k; k < bitmaps.length; ++k) {
            for (uint256 bitmap = bitmaps[k]; bitmap != 0; bitmap &= bitmap - 1) {
                ticks[next++] = _tickAt(word, FixedPointMathLib.log2(bitmap & (~bitmap + 1)), tickSpacing);
            }
            ++word;
        }
    }

    /// @dev Compression rounds towards minus infinity, as the pool's own does.
    function _wordOf(int24 tick, int24 tickSpacing) private pure returns (int256) {
        int256 compressed = int256(tick) / tickSpacing;
        if (tick < 0 && tick % tickSpacing != 0) --compressed;
        return compressed >> 8;
    }

    function _tickAt(int256 word, uint256 bit, int24 tickSpacing) private pure returns (int24) {
        // forge-lint: disable-next-line(unsafe-typecast)
        return int24((word * 256 + int256(bit)) * tickSpacing);
    }

    function _popCount(uint256 bitmap) private pure returns (uint256 count) {
        for (; bitmap != 0; bitmap &= bitmap - 1) {
            ++count;
        }
    }
}
