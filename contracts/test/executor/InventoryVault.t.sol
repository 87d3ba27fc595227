// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Test} from "forge-std/Test.sol";
import {TwoStepOwner} from "../../src/access/TwoStepOwner.sol";
import {InventoryVault} from "../../src/InventoryVault.sol";
import {SandboxToken} from "../../src/sandbox/SandboxToken.sol";

contract InventoryVaultTest is Test {
    address internal owner = makeAddr("owner");
    address internal executor = makeAddr("executor");
    SandboxToken internal token = new SandboxToken("Dai", "DAI", 18, address(this));
    InventoryVault internal vault = new InventoryVault(owner);

    function setUp() public {
        vm.warp(1_800_000_000);
        token.mint(address(vault), 1000e18);
        vm.startPrank(owner);
        vault.setExecutor(executor);
        vault.setCap(address(token), 100e18, 250e18);
        vm.stopPrank();
    }

    function test_fuzz_E1_drawIsTheExecutorsAlone(address caller) public {
        vm.assume(caller != executor);
        vm.expectRevert(abi.encodeWithSelector(InventoryVault.OnlyExecutor.selector, caller));
        vm.prank(caller);
        vault.draw(address(token), 1);
    }

    function test_draw_reachesTheExecutor() public {
        draw(100e18);
        assertEq(token.balanceOf(executor), 100e18);
        assertEq(vault.drawnOn(address(token), block.timestamp / 1 days), 100e18);
    }

    function test_draw_revertsWithoutACap() public {
        SandboxToken other = new SandboxToken("Other", "OTH", 18, address(this));
        other.mint(address(vault), 1);
        vm.expectRevert(abi.encodeWithSelector(InventoryVault.AbovePlanCap.selector, address(other), 1, 0));
        vm.prank(executor);
        vault.draw(address(other), 1);
    }

    function test_draw_severalDrawsOfOneTransactionShareTheCapPerPlan() public {
        draw(60e18);
        vm.expectRevert(abi.encodeWithSelector(InventoryVault.AbovePlanCap.selector, address(token), 101e18, 100e18));
        draw(41e18);
        draw(40e18);
    }

    /// forge-config: default.isolate = true
    function test_draw_theNextTransactionHasItsOwnCapPerPlan() public {
        draw(100e18);
        draw(100e18);
        vm.expectRevert(abi.encodeWithSelector(InventoryVault.AboveDayCap.selector, address(token), 251e18, 250e18));
        draw(51e18);
        draw(50e18);
        assertEq(token.balanceOf(executor), 250e18);
    }

    /// forge-config: default.isolate = true
    function test_draw_aNewUtcDayHasItsOwnCap() public {
        vm.warp((block.timestamp / 1 days + 1) * 1 days - 1);
        draw(100e18);
        draw(100e18);
        draw(50e18);
        vm.expectPartialRevert(InventoryVault.AboveDayCap.selector);
        draw(1);
        vm.warp(block.timestamp + 1);
        draw(100e18);
    }

    /// forge-config: default.isolate = true
    function test_fuzz_draw_neverMoreThanTheCapsInADay(uint256 seed) public {
        uint256 start = token.balanceOf(address(vault));
        for (uint256 k; k < 12; ++k) {
            uint256 amount = uint256(keccak256(abi.encode(seed, k))) % 130e18;
            vm.prank(executor);
            (bool ok,) = address(vault).call(abi.encodeCall(vault.draw, (address(token), amount)));
            if (ok) assertLe(amount, 100e18);
        }
        assertLe(start - token.balanceOf(address(vault)), 250e18);
    }

    function test_E9_capsExecutorAndSweepAreTheOwners() public {
        bytes memory refusal = abi.encodeWithSelector(TwoStepOwner.OnlyOwner.selector, executor);
        vm.startPrank(executor);
        vm.expectRevert(refusal);
        vault.setCap(address(token), 1, 1);
        vm.expectRevert(refusal);
        vault.setExecutor(address(this));
        vm.expectRevert(refusal);
        vault.sweep(address(token), executor);
        vm.expectRevert(refusal);
        vault.transferOwnership(executor);
        vm.stopPrank();
        vm.prank(owner);
        vault.sweep(address(token), owner);
        assertEq(token.balanceOf(owner), 1000e18);
    }

    function test_E9_ownershipTakesTwoSteps() public {
        address next = makeAddr("next");
        vm.prank(owner);
        vault.transferOwnership(next);
        assertEq(vault.owner(), owner);
        vm.prank(next);
        vault.acceptOwnership();
        assertEq(vault.owner(), next);
    }

    function draw(uint256 amount) internal {
        vm.prank(executor);
        vault.draw(address(token), amount);
    }
}
