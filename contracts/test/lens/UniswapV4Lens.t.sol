// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {PoolKey, SwapParams} from "../../src/interfaces/external/IPoolManager.sol";
import {IMarketLens} from "../../src/interfaces/IMarketLens.sol";
import {MarketLens} from "../../src/lens/MarketLens.sol";
import {TickWords} from "../../src/lens/TickWords.sol";
import {UniswapV4State} from "../../src/lens/UniswapV4State.sol";
import {SandboxToken} from "../../src/sandbox/SandboxToken.sol";
import {Family} from "../../src/types/Plan.sol";
import {ExecutorGasGriefer, ExecutorReturnBomb, ExecutorRevertBomb} from "../mocks/ExecutorHostilePools.sol";
import {UniswapV4World} from "../utils/UniswapV4World.sol";

interface IProtocolFees {
    function setProtocolFeeController(address controller) external;
    function setProtocolFee(PoolKey calldata key, uint24 newProtocolFee) external;
}

/// @dev Answers every read of storage with one word, however many are asked for.
contract ForgetfulManager {
    function extsload(bytes32) external pure returns (bytes32) {
        return bytes32(uint256(1 << 96));
    }

    function extsload(bytes32[] calldata) external pure returns (bytes32[] memory words) {
        words = new bytes32[](1);
    }
}

contract UniswapV4LensTest is UniswapV4World {
    uint8 private constant V4 = uint8(Family.UNISWAP_V4);
    uint160 private constant PRICE_ONE = 1 << 96;
    uint160 private constant LOWEST_PRICE = 4295128740;

    MarketLens private lens;
    PoolKey private etherKey;
    PoolKey private tokenKey;

    function setUp() public {
        lens = new MarketLens();
        deployManager();
        etherKey = keyOf(address(0), address(new SandboxToken("A", "A", 18, address(this))), 500, 10, address(0));
        address b = address(new SandboxToken("B", "B", 18, address(this)));
        tokenKey = keyOf(etherKey.currency1, b, 3000, 60, address(0));
        manager.initialize(etherKey, PRICE_ONE);
        manager.initialize(tokenKey, PRICE_ONE);
        addLiquidity(etherKey, -6000, 6000, 5e17);
        addLiquidity(etherKey, -200, 300, 2e18);
        addLiquidity(tokenKey, -887220, 887220, 1e18);
    }

    function giveToManager(address token, uint256 amount) internal override {
        SandboxToken(token).mint(address(manager), amount);
    }

    function test_read_v4StateIsThePools() public {
        IProtocolFees(address(manager)).setProtocolFeeController(address(this));
        IProtocolFees(address(manager)).setProtocolFee(etherKey, 1000 | 250 << 12);
        IMarketLens.V4State memory state = _state(etherKey, 3);
        assertEq(state.protocolFees, 1000 | 250 << 12);
        assertEq(state.lpFeePips, 500);
        assertEq(state.sqrtPriceX96, PRICE_ONE);
        assertEq(state.tick, 0);
        assertEq(state.liquidity, 2.5e18);
        assertEq(state.firstWord, -3);
        assertEq(state.lastWord, 3);
        int24[4] memory ticks = [int24(-6000), -200, 300, 6000];
        int128[4] memory net = [int128(5e17), 2e18, -2e18, -5e17];
        assertEq(state.ticks.length, 4);
        for (uint256 k; k < 4; ++k) {
            assertEq(state.ticks[k], ticks[k]);
            assertEq(state.liquidityNet[k], net[k]);
        }
    }

    function test_read_v4StateFollowsASwap() public {
        swapOnManager(etherKey, SwapParams(true, -5e16, LOWEST_PRICE));
        IMarketLens.V4State memory state = _state(etherKey, 1);
        assertLt(state.sqrtPriceX96, PRICE_ONE);
        assertLt(state.tick, -200);
        assertEq(state.liquidity, 5e17);
        assertEq(state.firstWord, -2);
        assertEq(_state(tokenKey, 1).sqrtPriceX96, PRICE_ONE);
    }

    function test_fuzz_read_v4TicksAreExactlyTheInitialisedOnesAscending(uint256 seed) public {
        int256[] memory net = new int256[](4001);
        (net[1400], net[1980], net[2030], net[2600]) = (int256(5e17), 2e18, -2e18, -5e17);
        for (uint256 k; k < 8; ++k) {
            uint256 lower = _draw(seed, k, 3000);
            uint256 upper = lower + 1 + _draw(seed, k + 8, 900);
            net[lower] += 1e15;
            net[upper] -= 1e15;
            addLiquidity(etherKey, _tickOf(lower), _tickOf(upper), 1e15);
        }
        IMarketLens.V4State memory state = _state(etherKey, 8);
        uint256 found;
        for (uint256 k; k < net.length; ++k) {
            if (net[k] == 0 && (found == state.ticks.length || state.ticks[found] != _tickOf(k))) continue;
            assertEq(state.ticks[found], _tickOf(k));
            assertEq(state.liquidityNet[found], net[k]);
            ++found;
        }
        assertEq(found, state.ticks.length);
    }

    function test_read_v4WordsEndWhereThePriceRangeEnds() public view {
        IMarketLens.V4State memory state =
            abi.decode(_read(address(manager), tokenKey, 500, 5_000_000).data, (IMarketLens.V4State));
        assertEq(state.firstWord, -58);
        assertEq(state.lastWord, 57);
        assertEq(state.ticks.length, 2);
    }

    function test_read_aV4PoolThatWasNeverInitialisedIsFlagged() public view {
        PoolKey memory key = keyOf(tokenKey.currency0, tokenKey.currency1, 500, 10, address(0));
        IMarketLens.Result memory result = _read(address(manager), key, 1, 500_000);
        assertFalse(result.ok);
        assertEq(result.data, abi.encodeWithSelector(UniswapV4State.PoolNotInitialised.selector, _id(key)));
    }

    function test_read_aV4SpacingThatIsNoneIsFlagged() public view {
        IMarketLens.Request memory request = IMarketLens.Request(V4, address(manager), 500_000, 1, -10, _id(etherKey));
        IMarketLens.Result memory result = _one(request);
        assertFalse(result.ok);
        assertEq(result.data, abi.encodeWithSelector(TickWords.BadTickSpacing.selector, int24(-10)));
    }

    function test_read_aManagerThatFailsIsFlaggedAndTheNextPoolIsRead() public {
        address[6] memory bad = [
            address(new ExecutorRevertBomb(4)),
            address(new ExecutorRevertBomb(1_000_000)),
            address(new ExecutorReturnBomb(1_000_000)),
            address(new ExecutorGasGriefer()),
            address(new ForgetfulManager()),
            makeAddr("no code")
        ];
        for (uint256 k; k < bad.length; ++k) {
            IMarketLens.Request[] memory requests = new IMarketLens.Request[](2);
            requests[0] = IMarketLens.Request(V4, bad[k], 300_000, 1, 10, _id(etherKey));
            requests[1] = IMarketLens.Request(V4, address(manager), 300_000, 1, 10, _id(etherKey));
            (,, IMarketLens.Result[] memory results) = lens.read(requests);
            assertFalse(results[0].ok);
            assertLe(results[0].data.length, 256);
            assertTrue(results[1].ok);
        }
    }

    function _tickOf(uint256 place) private pure returns (int24) {
        // forge-lint: disable-next-line(unsafe-typecast)
        return (int24(int256(place)) - 2000) * 10;
    }

    function _draw(uint256 seed, uint256 k, uint256 below) private pure returns (uint256) {
        return uint256(keccak256(abi.encode(seed, k))) % below;
    }

    function _id(PoolKey memory key) private pure returns (bytes32) {
        return keccak256(abi.encode(key));
    }

    function _state(PoolKey memory key, uint16 words) private view returns (IMarketLens.V4State memory) {
        IMarketLens.Result memory result = _read(address(manager), key, words, 2_000_000);
        assertTrue(result.ok);
        return abi.decode(result.data, (IMarketLens.V4State));
    }

    function _read(address from, PoolKey memory key, uint16 words, uint32 gasLimit)
        private
        view
        returns (IMarketLens.Result memory)
    {
        return _one(IMarketLens.Request(V4, from, gasLimit, words, key.tickSpacing, _id(key)));
    }

    function _one(IMarketLens.Request memory request) private view returns (IMarketLens.Result memory) {
        IMarketLens.Request[] memory requests = new IMarketLens.Request[](1);
        requests[0] = request;
        (,, IMarketLens.Result[] memory results) = lens.read(requests);
        return results[0];
    }
}
