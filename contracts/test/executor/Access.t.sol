// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {TwoStepOwner} from "../../src/access/TwoStepOwner.sol";
import {IUniswapV3SwapCallback} from "../../src/interfaces/external/IUniswapV3Pool.sol";
import {IFiller} from "../../src/interfaces/IFiller.sol";
import {IInventoryVault} from "../../src/interfaces/IInventoryVault.sol";
import {ISolverExecutor} from "../../src/interfaces/ISolverExecutor.sol";
import {SolverExecutor} from "../../src/SolverExecutor.sol";
import {ExecutorWorld} from "./ExecutorWorld.sol";

/// @dev E1 and E9: who may do what.
contract AccessTest is ExecutorWorld {
    /// @dev Every entry point of executor and vault, and the callbacks of protocols neither of them speaks.
    function _entryPoints() private pure returns (bytes4[22] memory) {
        return [
            ISolverExecutor.settle.selector,
            IFiller.reactorCallback.selector,
            IUniswapV3SwapCallback.uniswapV3SwapCallback.selector,
            IInventoryVault.draw.selector,
            ISolverExecutor.pause.selector,
            ISolverExecutor.unpause.selector,
            ISolverExecutor.setSubmitter.selector,
            ISolverExecutor.sweep.selector,
            IInventoryVault.setCap.selector,
            IInventoryVault.setExecutor.selector,
            ISolverExecutor.transferOwnership.selector,
            ISolverExecutor.acceptOwnership.selector,
            bytes4(keccak256("uniswapV3FlashCallback(uint256,uint256,bytes)")),
            bytes4(keccak256("uniswapV3MintCallback(uint256,uint256,bytes)")),
            bytes4(keccak256("uniswapV2Call(address,uint256,uint256,bytes)")),
            bytes4(keccak256("pancakeV3SwapCallback(int256,int256,bytes)")),
            bytes4(keccak256("pancakeCall(address,uint256,uint256,bytes)")),
            bytes4(keccak256("algebraSwapCallback(int256,int256,bytes)")),
            bytes4(keccak256("unlockCallback(bytes)")),
            bytes4(keccak256("receiveFlashLoan(address[],uint256[],uint256[],bytes)")),
            bytes4(keccak256("onFlashLoan(address,address,uint256,uint256,bytes)")),
            bytes4(keccak256("executeOperation(address,uint256,uint256,address,bytes)"))
        ];
    }

    function test_fuzz_E1_everyEntryPointDeniesStrangers(address stranger, bytes calldata arguments) public {
        _assumeStranger(stranger);
        give(address(weth), address(executor), 1e18);
        give(address(weth), address(vault), 1e18);
        bytes4[22] memory selectors = _entryPoints();
        for (uint256 k; k < selectors.length; ++k) {
            bytes[2] memory inputs =
                [abi.encodePacked(selectors[k], arguments), abi.encodePacked(selectors[k], new bytes(640))];
            for (uint256 n; n < 2; ++n) {
                _refusedBy(address(executor), stranger, inputs[n]);
                _refusedBy(address(vault), stranger, inputs[n]);
            }
        }
        assertEq(heldOf(address(weth)), 2e18);
        assertEq(executor.owner(), owner);
        assertFalse(executor.paused());
    }

    function test_fuzz_E1_anySelectorFromAnyStrangerMovesNothing(address stranger, bytes4 selector, bytes calldata rest)
        public
    {
        _assumeStranger(stranger);
        give(address(weth), address(executor), 1e18);
        give(address(weth), address(vault), 1e18);
        bytes memory input = abi.encodePacked(selector, rest);
        _callAs(stranger, address(executor), input);
        _callAs(stranger, address(vault), input);
        assertEq(weth.balanceOf(address(executor)), 1e18);
        assertEq(weth.balanceOf(address(vault)), 1e18);
    }

    function test_fuzz_E1_settleIsForSubmittersAlone(address stranger) public {
        _assumeStranger(stranger);
        bytes memory refusal = abi.encodeWithSelector(SolverExecutor.OnlySubmitter.selector, stranger);
        bytes memory input = abi.encodeCall(ISolverExecutor.settle, (plainPlan()));
        (bool ok, bytes memory reason) = _callAs(stranger, address(executor), input);
        assertFalse(ok);
        assertEq(reason, refusal);
    }

    function test_E1_aRemovedSubmitterIsAStranger() public {
        vm.prank(owner);
        executor.setSubmitter(submitter, false);
        settleReverts(plainPlan(), abi.encodeWithSelector(SolverExecutor.OnlySubmitter.selector, submitter));
    }

    function test_E1_noEtherIsAccepted() public {
        vm.deal(address(this), 1 ether);
        (bool toExecutor,) = address(executor).call{value: 1}("");
        (bool toVault,) = address(vault).call{value: 1}("");
        assertFalse(toExecutor || toVault);
    }

    function test_E9_submitterAndOwnerPauseAndStrangersDoNot() public {
        vm.expectRevert(abi.encodeWithSelector(TwoStepOwner.OnlyOwner.selector, address(this)));
        executor.pause();
        vm.prank(submitter);
        executor.pause();
        settleReverts(plainPlan(), abi.encodeWithSelector(SolverExecutor.Paused.selector));
        vm.prank(owner);
        executor.unpause();
        vm.prank(owner);
        executor.pause();
        assertTrue(executor.paused());
    }

    function test_E9_onlyTheOwnerResumes() public {
        vm.startPrank(submitter);
        executor.pause();
        vm.expectRevert(abi.encodeWithSelector(TwoStepOwner.OnlyOwner.selector, submitter));
        executor.unpause();
        vm.stopPrank();
        vm.prank(owner);
        executor.unpause();
        settle(plainPlan());
    }

    function test_E9_onlyTheOwnerSweeps() public {
        give(address(weth), address(executor), 1e18);
        vm.expectRevert(abi.encodeWithSelector(TwoStepOwner.OnlyOwner.selector, submitter));
        vm.prank(submitter);
        executor.sweep(address(weth), submitter);
        vm.prank(owner);
        executor.sweep(address(weth), owner);
        assertEq(weth.balanceOf(owner), 1e18);
    }

    function test_E9_onlyTheOwnerNamesSubmitters() public {
        vm.expectRevert(abi.encodeWithSelector(TwoStepOwner.OnlyOwner.selector, submitter));
        vm.prank(submitter);
        executor.setSubmitter(address(this), true);
    }

    function test_E9_ownershipTakesTwoSteps() public {
        address next = makeAddr("next");
        vm.expectRevert(abi.encodeWithSelector(TwoStepOwner.OnlyOwner.selector, next));
        vm.prank(next);
        executor.transferOwnership(next);
        vm.prank(owner);
        executor.transferOwnership(next);
        assertEq(executor.owner(), owner);
        vm.expectRevert(abi.encodeWithSelector(TwoStepOwner.OnlyPendingOwner.selector, address(this)));
        executor.acceptOwnership();
        vm.prank(next);
        executor.acceptOwnership();
        assertEq(executor.owner(), next);
        assertEq(executor.pendingOwner(), address(0));
    }

    function _assumeStranger(address caller) private view {
        vm.assume(caller != owner && caller != submitter && caller != address(reactor) && caller != address(executor));
        vm.assume(caller != address(0));
    }

    function _refusedBy(address target, address caller, bytes memory input) private {
        (bool ok,) = _callAs(caller, target, input);
        assertFalse(ok);
    }

    function _callAs(address caller, address target, bytes memory input) private returns (bool ok, bytes memory data) {
        vm.prank(caller);
        (ok, data) = target.call(input);
    }
}
