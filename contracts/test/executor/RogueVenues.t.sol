// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {PoolKey} from "../../src/interfaces/external/IPoolManager.sol";
import {HopErrors} from "../../src/libraries/executor/HopErrors.sol";
import {SolverExecutor} from "../../src/SolverExecutor.sol";
import {TokenLedger} from "../../src/sandbox/TokenLedger.sol";
import {Floor, Hop, Plan} from "../../src/types/Plan.sol";
import {ExecutorGasGriefer, ExecutorReturnBomb, ExecutorRevertBomb} from "../mocks/ExecutorHostilePools.sol";
import {ExecutorRogueManager, ExecutorThievingToken} from "../mocks/ExecutorRogueManager.sol";
import {ExecutorRogueVault} from "../mocks/ExecutorRogueVault.sol";
import {ExecutorWorld} from "./ExecutorWorld.sol";

/// @dev E2 and E4 for the two venues that hold many pools: even they collect once, exactly the hop's input.
contract RogueVenuesTest is ExecutorWorld {
    uint256 private constant IN = 20_000e6;
    int256 private constant IN_SIGNED = 20_000e6;
    ExecutorRogueManager private rogue;
    ExecutorRogueVault private rogueVault;

    function setUp() public override {
        super.setUp();
        (rogue, rogueVault) = (new ExecutorRogueManager(), new ExecutorRogueVault());
        useExecutor(address(reactor), address(rogue), address(rogueVault));
        give(address(weth), address(rogue), 20e18);
        give(address(weth), address(rogueVault), 20e18);
        give(address(usdc), address(vault), IN);
        vm.prank(owner);
        vault.setCap(address(usdc), IN, IN);
    }

    function test_E2_aManagerIsPaidOnceForOneSwap() public {
        settle(v4Plan());
        assertEq(usdc.balanceOf(address(rogue)), IN);
        assertEq(weth.balanceOf(address(vault)), 0.1e18);
        assertNothingLeft();
    }

    function test_E2_aManagerThatCallsBackTwiceReverts() public {
        rogue.setMode(ExecutorRogueManager.Mode.TWICE);
        settleReverts(v4Plan(), _unexpected(address(rogue)));
    }

    function test_E2_aManagerThatChangesTheHopReverts() public {
        rogue.setMode(ExecutorRogueManager.Mode.OTHER_DATA);
        settleReverts(v4Plan(), _unexpected(address(rogue)));
    }

    function test_E2_anAccompliceOfTheManagerIsRefused() public {
        rogue.setMode(ExecutorRogueManager.Mode.ACCOMPLICE);
        settleReverts(v4Plan(), _unexpected(address(rogue.accomplice())));
    }

    function test_E2_aManagerThatNeverCallsBackReverts() public {
        rogue.setMode(ExecutorRogueManager.Mode.SILENT);
        settleReverts(v4Plan(), abi.encodeWithSelector(HopErrors.CallbackMissing.selector, address(rogue)));
    }

    function test_E2_aManagerIsOwedExactlyTheInput() public {
        rogue.setMode(ExecutorRogueManager.Mode.OWES_MORE);
        settleReverts(v4Plan(), _wrongPayment(-IN_SIGNED - 1, rogue.OUT()));
        rogue.setMode(ExecutorRogueManager.Mode.OWES_LESS);
        settleReverts(v4Plan(), _wrongPayment(-IN_SIGNED + 1, rogue.OUT()));
    }

    function test_E2_aManagerThatIsOwedBothTokensReverts() public {
        rogue.setMode(ExecutorRogueManager.Mode.TAKES_BOTH);
        settleReverts(v4Plan(), _wrongPayment(-IN_SIGNED, -rogue.OUT()));
    }

    function test_E2_aManagerThatPaysNothingReverts() public {
        rogue.setMode(ExecutorRogueManager.Mode.PAYS_NOTHING);
        Plan memory plan = v4Plan();
        plan.hops[0].minOut = 1;
        settleReverts(plan, abi.encodeWithSelector(HopErrors.InsufficientOutput.selector, address(rogue), 0, 1));
    }

    /// @dev On the published manager a payment that someone else claims leaves a debt, and a debt undoes the whole.
    function test_E2_aTokenThatClaimsOurPaymentUndoesTheWhole() public {
        useExecutor(address(reactor), address(manager), address(VAULT));
        ExecutorThievingToken thief = new ExecutorThievingToken();
        PoolKey memory key = keyOf(address(thief), address(weth), V4_FEE, V4_SPACING, address(0));
        manager.initialize(key, 1 << 96);
        addLiquidity(key, -1000, 1000, 1e21);
        thief.mint(address(vault), 1e18);
        vm.prank(owner);
        vault.setCap(address(thief), 1e18, 1e18);
        Plan memory plan = planOf(order(address(usdc), 1e6, address(weth), 1e14, 1), new Hop[](0), floors4());
        plan.floors[3] = Floor(address(thief), -1e18);
        plan.draws = draws(address(thief), 1e18);
        plan.hops = hops(v4Hop(address(thief), address(weth), 1e18));
        thief.arm(address(manager));
        settleReverts(plan, abi.encodeWithSelector(bytes4(keccak256("CurrencyNotSettled()"))));
        thief.arm(address(0));
        settle(plan);
    }

    function test_E4_whatTheVaultOfTokensDoesNotTakeIsNoLongerApproved() public {
        rogueVault.setMode(ExecutorRogueVault.Mode.TAKES_HALF);
        settle(balancerPlan());
        assertEq(usdc.allowance(address(executor), address(rogueVault)), 0);
        assertEq(usdc.balanceOf(address(vault)), IN + IN / 2);
        assertNothingLeft();
    }

    function test_E4_theVaultOfTokensTakesNoMoreThanTheInput() public {
        rogueVault.setMode(ExecutorRogueVault.Mode.TAKES_MORE);
        Plan memory plan = balancerPlan();
        plan.draws = draws(address(usdc), IN);
        settleReverts(
            plan,
            abi.encodeWithSelector(
                TokenLedger.InsufficientAllowance.selector, address(executor), address(rogueVault), IN, IN + 1
            )
        );
        rogueVault.setMode(ExecutorRogueVault.Mode.HONEST);
        settle(plan);
        assertNothingLeft();
    }

    function test_E2_aVaultOfTokensThatPaysNothingReverts() public {
        rogueVault.setMode(ExecutorRogueVault.Mode.PAYS_NOTHING);
        Plan memory plan = balancerPlan();
        plan.hops[0].minOut = 1;
        settleReverts(plan, abi.encodeWithSelector(HopErrors.InsufficientOutput.selector, weightedPool, 0, 1));
    }

    function test_E1_noPlanStartsInsideTheVaultOfTokens() public {
        rogueVault.setMode(ExecutorRogueVault.Mode.SETTLES);
        vm.prank(owner);
        executor.setSubmitter(address(rogueVault), true);
        Plan memory plan = balancerPlan();
        rogueVault.prepare(plan);
        settleReverts(plan, abi.encodeWithSelector(SolverExecutor.PlanInFlight.selector, keccak256(abi.encode(plan))));
    }

    function test_E11_aManagerOrVaultThatBombsOrBurnsFailsClosed() public {
        address[4] memory hostile = [
            address(new ExecutorRevertBomb(1_000_000)),
            address(new ExecutorRevertBomb(0)),
            address(new ExecutorReturnBomb(1_000_000)),
            address(new ExecutorGasGriefer())
        ];
        for (uint256 k; k < hostile.length; ++k) {
            useExecutor(address(reactor), hostile[k], hostile[k]);
            Plan memory plan = v4Plan();
            plan.hops[0].pool = hostile[k];
            _failsClosed(plan);
            plan = balancerPlan();
            plan.hops[0].minOut = 1;
            _failsClosed(plan);
        }
    }

    function _failsClosed(Plan memory plan) private {
        vm.prank(submitter);
        (bool ok,) = address(executor).call{gas: 2_000_000}(abi.encodeCall(executor.settle, (plan)));
        assertFalse(ok);
        assertEq(weth.balanceOf(trader), 0);
        assertEq(usdc.balanceOf(address(vault)), IN);
    }

    function v4Plan() private returns (Plan memory plan) {
        plan = plainPlan();
        plan.hops = hops(v4Hop(address(usdc), address(weth), IN));
        plan.hops[0].pool = address(rogue);
    }

    function balancerPlan() private returns (Plan memory plan) {
        plan = plainPlan();
        plan.hops = hops(weightedHop(address(usdc), address(weth), IN));
    }

    function _unexpected(address caller) private pure returns (bytes memory) {
        return abi.encodeWithSelector(HopErrors.UnexpectedCallback.selector, caller);
    }

    function _wrongPayment(int256 amountIn, int256 amountOut) private view returns (bytes memory) {
        (int256 amount0, int256 amount1) = address(usdc) < address(weth) ? (amountIn, amountOut) : (amountOut, amountIn);
        return abi.encodeWithSelector(HopErrors.WrongPayment.selector, address(rogue), amount0, amount1, IN);
    }
}
