// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IBalancerPoolViews, IComposableStablePoolViews} from "../../src/interfaces/external/IBalancerViews.sol";
import {IMarketLens} from "../../src/interfaces/IMarketLens.sol";
import {BalancerState} from "../../src/lens/BalancerState.sol";
import {MarketLens} from "../../src/lens/MarketLens.sol";
import {SandboxToken} from "../../src/sandbox/SandboxToken.sol";
import {Family} from "../../src/types/Plan.sol";
import {ExecutorGasGriefer, ExecutorReturnBomb, ExecutorRevertBomb} from "../mocks/ExecutorHostilePools.sol";
import {BalancerRate, BalancerWorld, IBalancerPoolActions} from "../utils/BalancerWorld.sol";

/// @dev A contract that says it is the pool of another's id.
contract BalancerImpostor {
    bytes32 public immutable getPoolId;

    constructor(bytes32 poolId) {
        getPoolId = poolId;
    }
}

contract BalancerLensTest is BalancerWorld {
    uint8 private constant WEIGHTED = uint8(Family.BALANCER_WEIGHTED);
    uint8 private constant STABLE = uint8(Family.BALANCER_STABLE);
    uint256 private constant RATE_SECONDS = 1 hours;

    MarketLens private lens;
    BalancerRate private rate;
    address[] private tokens;
    address private weighted;
    address private stable;

    function setUp() public {
        vm.warp(1_800_000_000);
        lens = new MarketLens();
        rate = new BalancerRate();
        rate.set(1.1e18);
        deployVault(makeAddr("weth"));
        tokens = _sorted([_token(18), _token(6), _token(8)]);
        weighted = deployWeighted(tokens, _three(0.5e18, 0.3e18, 0.2e18), _amounts(1_000_000), 0.003e18);
        address[] memory rates = new address[](3);
        rates[1] = address(rate);
        stable = deployComposableStable(tokens, _amounts(5_000_000), 1000, 0.0001e18, rates, RATE_SECONDS);
    }

    function test_read_weightedStateEqualsTheVaultsAndThePools() public {
        swapOnVault(weighted, tokens[0], tokens[1], 10 ** SandboxToken(tokens[0]).decimals());
        IMarketLens.BalancerWeightedState memory state = _weighted();
        (address[] memory listed, uint256[] memory balances,) = VAULT.getPoolTokens(state.poolId);
        assertEq(state.poolId, IBalancerPoolViews(weighted).getPoolId());
        assertEq(state.tokens, listed);
        assertEq(state.tokens, tokens);
        assertEq(state.balances, balances);
        assertEq(state.weights, _three(0.5e18, 0.3e18, 0.2e18));
        assertEq(state.scalingFactors, IBalancerPoolViews(weighted).getScalingFactors());
        assertEq(state.swapFee, 0.003e18);
        assertFalse(state.paused);
    }

    function test_read_stableStateEqualsTheVaultsAndThePools() public {
        swapOnVault(stable, tokens[2], tokens[0], 10 ** SandboxToken(tokens[2]).decimals());
        IMarketLens.BalancerStableState memory state = _stable();
        (address[] memory listed, uint256[] memory balances,) = VAULT.getPoolTokens(state.poolId);
        assertEq(state.poolId, IBalancerPoolViews(stable).getPoolId());
        assertEq(state.tokens, listed);
        assertEq(state.tokens.length, 4);
        assertEq(state.tokens[state.bptIndex], stable);
        assertEq(state.balances, balances);
        assertEq(state.scalingFactors, IBalancerPoolViews(stable).getScalingFactors());
        assertEq(state.amplification, 1_000_000);
        assertEq(state.swapFee, 0.0001e18);
        assertFalse(state.paused);
    }

    function test_read_aRateThatThePoolStillKeepsIsNotAskedFor() public {
        uint256[] memory kept = _stable().scalingFactors;
        rate.set(1.2e18);
        vm.warp(block.timestamp + RATE_SECONDS);
        assertEq(_stable().scalingFactors, kept);
        swapOnVault(stable, tokens[0], tokens[1], 1e6);
        assertEq(IBalancerPoolViews(stable).getScalingFactors(), kept);
    }

    function test_read_anExpiredRateIsAsTheNextSwapRenewsIt() public {
        uint256[] memory kept = _stable().scalingFactors;
        rate.set(1.234567890123456789e18);
        vm.warp(block.timestamp + RATE_SECONDS + 1);
        uint256[] memory renewed = _stable().scalingFactors;
        assertNotEq(renewed, kept);
        assertEq(IBalancerPoolViews(stable).getScalingFactors(), kept);
        swapOnVault(stable, tokens[0], tokens[1], 1e6);
        assertEq(IBalancerPoolViews(stable).getScalingFactors(), renewed);
    }

    function test_read_anAmplificationOnItsWayIsThatOfTheBlock() public {
        (bool ok,) = stable.call(
            abi.encodeWithSignature(
                "startAmplificationParameterUpdate(uint256,uint256)", 1500, block.timestamp + 2 days
            )
        );
        assertTrue(ok);
        vm.warp(block.timestamp + 1 days);
        (uint256 now_,,) = IComposableStablePoolViews(stable).getAmplificationParameter();
        assertEq(_stable().amplification, now_);
        assertEq(now_, 1_250_000);
    }

    function test_read_aPausedPoolIsToldAsSuch() public {
        address[2] memory pools = [weighted, stable];
        for (uint256 k; k < pools.length; ++k) {
            IBalancerPoolActions pool = IBalancerPoolActions(pools[k]);
            balancerAuthorizer.grantRole(pool.getActionId(pool.pause.selector), address(this));
            pool.pause();
        }
        assertTrue(_weighted().paused);
        assertTrue(_stable().paused);
    }

    function test_read_aPausedVaultPausesItsPools() public {
        balancerAuthorizer.grantRole(VAULT.getActionId(VAULT.setPaused.selector), address(this));
        VAULT.setPaused(true);
        assertTrue(_weighted().paused);
        assertTrue(_stable().paused);
    }

    function test_read_aContractThatNamesAnotherPoolsIdIsFlagged() public {
        bytes32 poolId = IBalancerPoolViews(weighted).getPoolId();
        address impostor = address(new BalancerImpostor(poolId));
        bytes memory reason = abi.encodeWithSelector(BalancerState.NotThePoolsId.selector, impostor, poolId);
        for (uint8 family = WEIGHTED; family <= STABLE; ++family) {
            IMarketLens.Result memory result = _read(family, impostor);
            assertFalse(result.ok);
            assertEq(result.data, reason);
        }
    }

    function test_read_aFailingBalancerPoolIsFlaggedAndTheOthersAreRead() public {
        address[4] memory bad = [
            address(new ExecutorRevertBomb(1_000_000)),
            address(new ExecutorReturnBomb(1_000_000)),
            address(new ExecutorGasGriefer()),
            makeAddr("no code")
        ];
        for (uint8 family = WEIGHTED; family <= STABLE; ++family) {
            for (uint256 k; k < bad.length; ++k) {
                IMarketLens.Request[] memory requests = new IMarketLens.Request[](2);
                (requests[0].family, requests[0].pool, requests[0].gasLimit) = (family, bad[k], 200_000);
                (requests[1].family, requests[1].pool, requests[1].gasLimit) = (STABLE, stable, 300_000);
                (,, IMarketLens.Result[] memory results) = lens.read(requests);
                assertFalse(results[0].ok);
                assertLe(results[0].data.length, 256);
                assertTrue(results[1].ok);
            }
        }
    }

    function _weighted() private view returns (IMarketLens.BalancerWeightedState memory) {
        IMarketLens.Result memory result = _read(WEIGHTED, weighted);
        assertTrue(result.ok);
        return abi.decode(result.data, (IMarketLens.BalancerWeightedState));
    }

    function _stable() private view returns (IMarketLens.BalancerStableState memory) {
        IMarketLens.Result memory result = _read(STABLE, stable);
        assertTrue(result.ok);
        return abi.decode(result.data, (IMarketLens.BalancerStableState));
    }

    function _read(uint8 family, address pool) private view returns (IMarketLens.Result memory) {
        IMarketLens.Request[] memory requests = new IMarketLens.Request[](1);
        (requests[0].family, requests[0].pool, requests[0].gasLimit) = (family, pool, 360_000);
        (,, IMarketLens.Result[] memory results) = lens.read(requests);
        return results[0];
    }

    function _token(uint8 decimals) private returns (address) {
        return address(new SandboxToken("Token", "T", decimals, address(this)));
    }

    function _sorted(address[3] memory given) private pure returns (address[] memory sorted) {
        sorted = new address[](3);
        for (uint256 k; k < 3; ++k) {
            uint256 place;
            for (uint256 i; i < 3; ++i) {
                if (given[i] < given[k]) ++place;
            }
            sorted[place] = given[k];
        }
    }

    function _amounts(uint256 whole) private view returns (uint256[] memory amounts) {
        amounts = new uint256[](3);
        for (uint256 k; k < 3; ++k) {
            amounts[k] = whole * 10 ** SandboxToken(tokens[k]).decimals();
        }
    }

    function _three(uint256 a, uint256 b, uint256 c) private pure returns (uint256[] memory values) {
        values = new uint256[](3);
        (values[0], values[1], values[2]) = (a, b, c);
    }
}
