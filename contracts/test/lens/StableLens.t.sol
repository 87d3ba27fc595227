// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Test} from "forge-std/Test.sol";
import {IMarketLens} from "../../src/interfaces/IMarketLens.sol";
import {MarketLens} from "../../src/lens/MarketLens.sol";
import {StableSwapState} from "../../src/lens/StableSwapState.sol";
import {SandboxToken} from "../../src/sandbox/SandboxToken.sol";
import {StableSwap} from "../../src/sandbox/StableSwap.sol";
import {Family} from "../../src/types/Plan.sol";

function numbered(uint256 n) pure returns (address) {
    return address(bytes20(bytes32(n << 96)));
}

/// @dev Bounds checks of old compilers: an index too high burns all gas.
contract BurningStable {
    uint256 public constant A = 1;
    uint256 public constant fee = 2;
    uint256 public constant admin_fee = 3;
    uint256 private immutable _count;

    constructor(uint256 count) {
        _count = count;
    }

    function coins(uint256 index) external view returns (address) {
        if (index >= _count) {
            assembly {
                invalid()
            }
        }
        return numbered(index + 1);
    }

    function balances(uint256 index) external pure returns (uint256) {
        return 100 + index;
    }
}

contract StableLensTest is Test {
    MarketLens private lens;

    function setUp() public {
        lens = new MarketLens();
    }

    function test_read_poolsOfTwoToFourCoinsAreReadWhole() public {
        for (uint256 n = 2; n <= 4; ++n) {
            StableSwap pool = _filled(n);
            IMarketLens.StableState memory state = _state(address(pool));
            assertEq(state.coins.length, n);
            for (uint256 k; k < n; ++k) {
                assertEq(state.coins[k], pool.coins(k));
                assertEq(state.balances[k], pool.balances(k));
            }
            assertEq(state.amplification, 1234);
            assertEq(state.feeE10, 4e6);
            assertEq(state.adminFeeE10, 5e9);
        }
    }

    function test_read_aPoolThatBurnsGasPastItsLastCoinIsReadWhole() public {
        for (uint256 n = 2; n <= 8; ++n) {
            IMarketLens.StableState memory state = _state(address(new BurningStable(n)));
            assertEq(state.coins.length, n);
            assertEq(state.coins[n - 1], numbered(n));
            assertEq(state.balances[n - 1], 99 + n);
        }
    }

    function test_read_aPoolOfOneCoinIsFlagged() public {
        IMarketLens.Result memory result = _read(address(new BurningStable(1)));
        assertFalse(result.ok);
        assertEq(result.data, abi.encodeWithSelector(StableSwapState.TooFewCoins.selector, 1));
    }

    function _state(address pool) private view returns (IMarketLens.StableState memory) {
        IMarketLens.Result memory result = _read(pool);
        assertTrue(result.ok);
        return abi.decode(result.data, (IMarketLens.StableState));
    }

    function _read(address pool) private view returns (IMarketLens.Result memory) {
        IMarketLens.Request[] memory requests = new IMarketLens.Request[](1);
        (requests[0].family, requests[0].pool, requests[0].gasLimit) = (uint8(Family.STABLESWAP), pool, 200_000);
        (,, IMarketLens.Result[] memory results) = lens.read(requests);
        return results[0];
    }

    function _filled(uint256 n) private returns (StableSwap pool) {
        (address[] memory coins, uint256[] memory multipliers) = (new address[](n), new uint256[](n));
        for (uint256 k; k < n; ++k) {
            (coins[k], multipliers[k]) = (address(new SandboxToken("Coin", "C", 18, address(this))), 1);
        }
        pool = new StableSwap(coins, multipliers, 1234, 4e6, 5e9, address(this));
        uint256[4] memory amounts = [uint256(10e18), 20e18, 30e18, 40e18];
        for (uint256 k; k < n; ++k) {
            SandboxToken(coins[k]).mint(address(this), amounts[k]);
            SandboxToken(coins[k]).approve(address(pool), amounts[k]);
        }
        if (n == 2) pool.add_liquidity([amounts[0], amounts[1]], 0);
        else if (n == 3) pool.add_liquidity([amounts[0], amounts[1], amounts[2]], 0);
        else pool.add_liquidity(amounts, 0);
    }
}
