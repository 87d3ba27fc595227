// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IStableSwap} from "../interfaces/external/IStableSwap.sol";
import {IMarketLens} from "../interfaces/IMarketLens.sol";

/// @notice A pool with 3pool's ABI, which does not tell how many coins it has: it reverts for the first it has not.
library StableSwapState {
    error TooFewCoins(uint256 count);

    uint256 private constant LEAST_COINS = 2;
    uint256 private constant MOST_COINS = 8;
    uint256 private constant COIN_GAS = 30_000;

    function read(IStableSwap pool) internal view returns (IMarketLens.StableState memory state) {
        state.coins = _coins(pool);
        state.balances = new uint256[](state.coins.length);
        for (uint256 k; k < state.coins.length; ++k) {
            state.balances[k] = pool.balances(k);
        }
        (state.amplification, state.feeE10, state.adminFeeE10) = (pool.A(), pool.fee(), pool.admin_fee());
    }

    /// @dev With capped gas, for old compilers' bounds checks burn all they are given.
    function _coins(IStableSwap pool) private view returns (address[] memory coins) {
        address[MOST_COINS] memory found;
        uint256 count;
        for (; count < MOST_COINS; ++count) {
            try pool.coins{gas: COIN_GAS}(count) returns (address coin) {
                found[count] = coin;
            } catch {
                break;
            }
        }
        if (count < LEAST_COINS) revert TooFewCoins(count);
        coins = new address[](count);
        for (uint256 k; k < count; ++k) {
            coins[k] = found[k];
        }
    }
}
