// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IMarketLens} from "../../src/interfaces/IMarketLens.sol";
import {MarketLens} from "../../src/lens/MarketLens.sol";
import {TickWords} from "../../src/lens/TickWords.sol";
import {ExecutorMarkets, IV3Liquidity} from "../executor/ExecutorMarkets.sol";
import {ExecutorGasGriefer, ExecutorReturnBomb, ExecutorRevertBomb} from "../mocks/ExecutorHostilePools.sol";
import {ExecutorFakeV3State} from "../mocks/ExecutorFakeV3State.sol";

contract MarketLensTest is ExecutorMarkets {
    MarketLens internal lens;

    function setUp() public {
        vm.warp(1_800_000_000);
        vm.roll(21_000_000);
        deployMarkets();
        lens = new MarketLens();
    }

    function test_read_oneCallReadsEveryFamilyAndNamesTheBlock() public view {
        IMarketLens.Request[] memory requests = new IMarketLens.Request[](3);
        requests[0] = IMarketLens.Request(0, address(v2Pair), 100_000, 0, 0, 0);
        requests[1] = IMarketLens.Request(1, address(v3Pool), 500_000, 2, 0, 0);
        requests[2] = IMarketLens.Request(2, address(stable), 200_000, 0, 0, 0);
        (uint256 blockNumber, uint256 timestamp, IMarketLens.Result[] memory results) = lens.read(requests);
        assertEq(blockNumber, 21_000_000);
        assertEq(timestamp, 1_800_000_000);
        for (uint256 k; k < 3; ++k) {
            assertTrue(results[k].ok);
        }
    }

    function test_read_v2StateEqualsThePairs() public view {
        IMarketLens.V2State memory state = abi.decode(_okData(0, address(v2Pair), 0), (IMarketLens.V2State));
        (uint112 reserve0, uint112 reserve1,) = v2Pair.getReserves();
        assertEq(state.token0, v2Pair.token0());
        assertEq(state.token1, v2Pair.token1());
        assertEq(state.reserve0, reserve0);
        assertEq(state.reserve1, reserve1);
    }

    function test_read_stableStateEqualsThePools() public view {
        IMarketLens.StableState memory state = abi.decode(_okData(2, address(stable), 0), (IMarketLens.StableState));
        assertEq(state.coins.length, 3);
        for (uint256 k; k < 3; ++k) {
            assertEq(state.coins[k], stable.coins(k));
            assertEq(state.balances[k], stable.balances(k));
        }
        assertEq(state.amplification, 2000);
        assertEq(state.feeE10, 1e6);
        assertEq(state.adminFeeE10, 5e9);
    }

    function test_read_v3StateEqualsThePools() public view {
        IMarketLens.V3State memory state = _v3(3);
        (uint160 price, int24 tick) = v3Pool.slot0();
        assertEq(state.token0, v3Pool.token0());
        assertEq(state.token1, v3Pool.token1());
        assertEq(state.feePips, 500);
        assertEq(state.tickSpacing, 10);
        assertEq(state.sqrtPriceX96, price);
        assertEq(state.tick, tick);
        assertEq(state.liquidity, 2.5e18);
        assertEq(state.ticks.length, 4);
        assertEq(state.lastWord - state.firstWord, 6);
    }

    function test_fuzz_read_v3TicksAreExactlyTheInitialisedOnesAscending(uint256 seed) public {
        (, int24 tick) = v3Pool.slot0();
        for (uint256 k; k < 8; ++k) {
            int24 lower = tick / 10 * 10 + _draw(seed, k, 2000) * 10 - 10_000;
            int24 upper = lower + (1 + _draw(seed, k + 8, 900)) * 10;
            IV3Liquidity(address(v3Pool)).mint(address(this), lower, upper, 1e15, "");
        }
        IMarketLens.V3State memory state = _v3(2);
        uint256 found;
        for (int24 t = int24(state.firstWord) * 2560; t < (int24(state.lastWord) + 1) * 2560; t += 10) {
            (uint128 gross, int128 net) = v3Pool.ticks(t);
            if (gross == 0) continue;
            assertEq(state.ticks[found], t);
            assertEq(state.liquidityNet[found], net);
            ++found;
        }
        assertEq(found, state.ticks.length);
    }

    function test_read_v3WordsEndWhereThePriceRangeEnds() public view {
        IMarketLens.V3State memory state =
            abi.decode(_okDataWith(1, address(v3Pool), type(uint16).max, 30_000_000), (IMarketLens.V3State));
        assertEq(state.firstWord, -347);
        assertEq(state.lastWord, 346);
        assertEq(state.ticks.length, 4);
    }

    function test_fuzz_read_v3WordsAroundAnyTickHoldTheTicksOwn(uint256 place, uint16 reach, uint8 pick) public {
        int24 tick = _draw(place, 0, 2 * 887272 + 1) - 887272;
        int24 spacing = [int24(1), int24(10), int24(60), int24(200)][pick % 4];
        reach %= 9;
        ExecutorFakeV3State pool = new ExecutorFakeV3State(tick, spacing);
        IMarketLens.V3State memory state =
            abi.decode(_okDataWith(1, address(pool), reach, 5_000_000), (IMarketLens.V3State));
        assertLe(int256(state.firstWord) * 256 * spacing, tick);
        assertGt((int256(state.lastWord) + 1) * 256 * spacing, tick);
        assertLe(state.lastWord - state.firstWord, int256(uint256(reach)) * 2);
    }

    function test_read_v3WordOfANegativeTickRoundsDown() public {
        int24[3] memory ticks = [int24(-1), -2560, -2561];
        int16[3] memory words = [int16(-1), -1, -2];
        for (uint256 k; k < 3; ++k) {
            address pool = address(new ExecutorFakeV3State(ticks[k], 10));
            IMarketLens.V3State memory state = abi.decode(_okData(1, pool, 0), (IMarketLens.V3State));
            assertEq(state.firstWord, words[k]);
            assertEq(state.lastWord, words[k]);
        }
    }

    function test_read_aPoolThatLiesAboutItsTickOrSpacingIsFlagged() public {
        address spaceless = address(new ExecutorFakeV3State(0, 0));
        IMarketLens.Result memory result = _read(1, spaceless, 1, 500_000);
        assertFalse(result.ok);
        assertEq(result.data, abi.encodeWithSelector(TickWords.BadTickSpacing.selector, int24(0)));
        address beyond = address(new ExecutorFakeV3State(887273, 1));
        result = _read(1, beyond, 1, 500_000);
        assertEq(result.data, abi.encodeWithSelector(TickWords.TickOutOfRange.selector, int24(887273)));
    }

    function test_read_aFailingPoolIsFlaggedAndTheOthersAreRead() public {
        address[5] memory bad = [
            address(new ExecutorRevertBomb(4)),
            address(new ExecutorRevertBomb(1_000_000)),
            address(new ExecutorReturnBomb(1_000_000)),
            address(new ExecutorGasGriefer()),
            makeAddr("no code")
        ];
        for (uint8 family; family < 3; ++family) {
            for (uint256 k; k < bad.length; ++k) {
                IMarketLens.Request[] memory requests = new IMarketLens.Request[](3);
                requests[0] = IMarketLens.Request(0, address(v2Pair), 100_000, 0, 0, 0);
                requests[1] = IMarketLens.Request(family, bad[k], 200_000, 1, 0, 0);
                requests[2] = IMarketLens.Request(2, address(stable), 200_000, 0, 0, 0);
                (,, IMarketLens.Result[] memory results) = lens.read(requests);
                assertTrue(results[0].ok && results[2].ok);
                assertFalse(results[1].ok);
                assertLe(results[1].data.length, 256);
            }
        }
    }

    function test_read_revertDataIsCutAt256Bytes() public {
        IMarketLens.Result memory result = _read(0, address(new ExecutorRevertBomb(10_000)), 0, 200_000);
        assertFalse(result.ok);
        assertEq(result.data.length, 256);
    }

    function test_read_aPoolCannotSpendMoreThanItsGas() public {
        IMarketLens.Request[] memory requests = new IMarketLens.Request[](1);
        requests[0] = IMarketLens.Request(0, address(new ExecutorGasGriefer()), 100_000, 0, 0, 0);
        uint256 before = gasleft();
        lens.read(requests);
        assertLt(before - gasleft(), 130_000);
    }

    function test_read_anUnknownFamilyIsFlagged() public view {
        IMarketLens.Result memory result = _read(6, address(v2Pair), 0, 100_000);
        assertFalse(result.ok);
        assertEq(result.data, abi.encodeWithSelector(MarketLens.UnknownFamily.selector, uint8(6)));
    }

    function test_read_revertsRatherThanStarveAPool() public {
        IMarketLens.Request[] memory requests = new IMarketLens.Request[](1);
        requests[0] = IMarketLens.Request(0, address(v2Pair), 1_000_000, 0, 0, 0);
        vm.expectPartialRevert(MarketLens.NotEnoughGas.selector);
        lens.read{gas: 500_000}(requests);
    }

    function _draw(uint256 seed, uint256 k, uint256 below) private pure returns (int24) {
        // forge-lint: disable-next-line(unsafe-typecast)
        return int24(int256(uint256(keccak256(abi.encode(seed, k))) % below));
    }

    function _v3(uint16 words) private view returns (IMarketLens.V3State memory) {
        return abi.decode(_okData(1, address(v3Pool), words), (IMarketLens.V3State));
    }

    function _okData(uint8 family, address pool, uint16 words) private view returns (bytes memory) {
        return _okDataWith(family, pool, words, 1_000_000);
    }

    function _okDataWith(uint8 family, address pool, uint16 words, uint32 gasLimit)
        private
        view
        returns (bytes memory)
    {
        IMarketLens.Result memory result = _read(family, pool, words, gasLimit);
        assertTrue(result.ok);
        return result.data;
    }

    function _read(uint8 family, address pool, uint16 words, uint32 gasLimit)
        private
        view
        returns (IMarketLens.Result memory)
    {
        IMarketLens.Request[] memory requests = new IMarketLens.Request[](1);
        requests[0] = IMarketLens.Request(family, pool, gasLimit, words, 0, 0);
        (,, IMarketLens.Result[] memory results) = lens.read(requests);
        return results[0];
    }
}
