// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IBalancerVault} from "../../src/interfaces/external/IBalancerVault.sol";
import {IUnlockCallback} from "../../src/interfaces/external/IPoolManager.sol";
import {IUniswapV3SwapCallback} from "../../src/interfaces/external/IUniswapV3Pool.sol";
import {IFiller} from "../../src/interfaces/IFiller.sol";
import {HopErrors} from "../../src/libraries/executor/HopErrors.sol";
import {Floor, Hop, Plan} from "../../src/types/Plan.sol";
import {Fill, Resolved} from "../../src/types/Settlement.sol";
import {IBalancerVaultActions} from "../utils/BalancerWorld.sol";
import {ExecutorKnocker} from "../mocks/ExecutorKnocker.sol";
import {ExecutorKnockingPool, IBalancerRegistry} from "../mocks/ExecutorKnockingPool.sol";
import {ExecutorKnockingToken} from "../mocks/ExecutorKnockingToken.sol";
import {ExecutorBatchWorld} from "./ExecutorBatchWorld.sol";

/// @dev Strangers' code that runs in the middle of a plan: a pool of the published Vault, which anyone may register, and
///      a token that another intent of the batch receives. Either is a submitter, and knows the bytes that are right.
contract StrangersTest is ExecutorBatchWorld {
    uint256 private constant IN = 20_000e6;
    int256 private constant IN_SIGNED = 20_000e6;
    uint256 private constant STOCK = 5e18;
    int256 private constant STOCK_SIGNED = 5e18;

    function test_E1_noDoorOpensWhileAPoolOfTheVaultOfTokensRuns() public {
        ExecutorKnockingPool pool = _pool(9.95e18);
        Plan memory plan = _poolPlan(pool);
        _addDoors(pool, plan);
        settle(plan);
        assertEq(pool.knocked(), 11);
        assertEq(pool.opened(), 0);
        assertEq(weth.balanceOf(traderOf(1)), 9.9e18);
        assertEq(weth.balanceOf(address(vault)), 0.05e18);
        assertNothingLeft();
    }

    function test_E2_aPoolOfTheVaultOfTokensThatPaysLessMissesTheMinimum() public {
        ExecutorKnockingPool pool = _pool(9.95e18);
        Plan memory plan = _poolPlan(pool);
        plan.hops[0].minOut = 9.95e18 + 1;
        settleReverts(
            plan, abi.encodeWithSelector(HopErrors.InsufficientOutput.selector, address(pool), 9.95e18, 9.95e18 + 1)
        );
    }

    /// @dev S12: between two deliveries the reactor is approved what the second intent is owed; nobody else gets at it.
    function test_S12_aTokenOfOneIntentTakesNothingOfTheOthers() public {
        ExecutorKnockingToken token = new ExecutorKnockingToken();
        token.mint(address(vault), STOCK);
        vm.prank(owner);
        vault.setCap(address(token), STOCK, STOCK);
        Fill[] memory fills = new Fill[](3);
        fills[0] = orderBy(keyAt(1), address(usdc), 1e6, address(token), STOCK, 1);
        (fills[1], fills[2]) = (buys(2, IN, 10e18), sells(3, 10e18, IN));
        Plan memory plan = batchOf(fills, new Hop[](0), floors4());
        plan.floors[3] = Floor(address(token), -STOCK_SIGNED);
        plan.draws = draws(address(token), STOCK);
        _addDoors(token, plan);
        settle(plan);
        assertEq(token.knocked(), 11);
        assertEq(token.opened(), 0);
        assertEq(token.balanceOf(traderOf(1)), STOCK);
        assertEq(weth.balanceOf(traderOf(2)), 10e18);
        assertEq(usdc.balanceOf(traderOf(3)), IN);
        assertEq(usdc.balanceOf(address(vault)), 1e6);
        assertNothingLeft();
    }

    function _pool(uint256 pays) private returns (ExecutorKnockingPool pool) {
        address[] memory tokens = new address[](2);
        (tokens[0], tokens[1]) =
            address(usdc) < address(weth) ? (address(usdc), address(weth)) : (address(weth), address(usdc));
        uint256[] memory amounts = new uint256[](2);
        (amounts[0], amounts[1]) =
            tokens[0] == address(usdc) ? (uint256(200_000e6), uint256(100e18)) : (uint256(100e18), uint256(200_000e6));
        pool = new ExecutorKnockingPool(IBalancerRegistry(address(VAULT)), tokens, pays);
        join(address(pool), tokens, amounts);
    }

    function _poolPlan(ExecutorKnockingPool pool) private returns (Plan memory plan) {
        Hop memory hop = weightedHop(address(usdc), address(weth), IN);
        (hop.pool, hop.param, hop.minOut) = (address(pool), uint256(pool.getPoolId()), 9.95e18);
        plan = planOf(buys(1, IN, 9.9e18), hops(hop), floors2());
    }

    /// @dev Eleven: the executor's own, and what Vault, reactor and tokens would do for whom they trust.
    function _addDoors(ExecutorKnocker knocker, Plan memory plan) private {
        vm.prank(owner);
        executor.setSubmitter(address(knocker), true);
        vm.deal(address(knocker), 1 ether);
        bytes memory planned = abi.encode(plan);
        address target = address(executor);
        bytes memory hop = abi.encode(weightedHop(address(usdc), address(weth), IN));
        knocker.add(target, 0, abi.encodeCall(executor.settle, (plan)));
        knocker.add(target, 0, abi.encodeCall(IFiller.reactorCallback, (new bytes32[](1), new Resolved[](1), planned)));
        knocker.add(target, 0, abi.encodeCall(IUnlockCallback.unlockCallback, (hop)));
        knocker.add(target, 0, abi.encodeCall(IUniswapV3SwapCallback.uniswapV3SwapCallback, (IN_SIGNED, 0, "")));
        knocker.add(target, 1 wei, "");
        knocker.add(address(manager), 0, abi.encodeCall(manager.unlock, (hop)));
        knocker.add(address(reactor), 0, abi.encodeCall(reactor.execute, (plan.fills[0], planned)));
        knocker.add(address(VAULT), 0, _swapFor(address(knocker)));
        knocker.add(address(VAULT), 0, _joinFor(address(knocker)));
        knocker.add(address(usdc), 0, abi.encodeCall(usdc.transferFrom, (target, address(knocker), 1)));
        bytes memory take = abi.encodeWithSignature("transferFrom(address,address,uint256)", target, knocker, 1);
        knocker.add(address(weth), 0, take);
    }

    /// @dev A swap that the executor would pay for.
    function _swapFor(address recipient) private view returns (bytes memory) {
        Hop memory hop = weightedHop(address(usdc), address(weth), IN);
        return abi.encodeCall(
            IBalancerVault.swap,
            (
                IBalancerVault.SingleSwap(
                    bytes32(hop.param), IBalancerVault.SwapKind.GIVEN_IN, hop.tokenIn, hop.tokenOut, IN, ""
                ),
                IBalancerVault.FundManagement(address(executor), false, payable(recipient), false),
                0,
                block.timestamp
            )
        );
    }

    /// @dev Liquidity that the executor would pay for.
    function _joinFor(address recipient) private view returns (bytes memory) {
        bytes32 poolId = bytes32(weightedHop(address(usdc), address(weth), IN).param);
        (address[] memory tokens,,) = VAULT.getPoolTokens(poolId);
        uint256[] memory most = new uint256[](tokens.length);
        (most[0], most[1]) = (type(uint256).max, type(uint256).max);
        uint256[] memory amounts = new uint256[](tokens.length);
        amounts[0] = 1;
        bytes memory data = abi.encode(uint256(1), amounts, uint256(0));
        return abi.encodeCall(
            IBalancerVaultActions.joinPool,
            (poolId, address(executor), recipient, IBalancerVaultActions.JoinPoolRequest(tokens, most, data, false))
        );
    }
}
