// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Test} from "forge-std/Test.sol";
import {NoReturnToken} from "../../src/sandbox/NoReturnToken.sol";
import {SandboxToken} from "../../src/sandbox/SandboxToken.sol";
import {TokenLedger} from "../../src/sandbox/TokenLedger.sol";
import {YieldShare} from "../../src/sandbox/YieldShare.sol";

contract TokensTest is Test {
    SandboxToken internal dai = new SandboxToken("Dai", "DAI", 18, address(this));
    NoReturnToken internal usdt = new NoReturnToken("Tether", "USDT", 6, address(this));
    address internal holder = makeAddr("holder");
    address internal spender = makeAddr("spender");

    function test_mint_isTheMintersAlone() public {
        dai.mint(holder, 5);
        assertEq(dai.totalSupply(), 5);
        vm.expectRevert(abi.encodeWithSelector(TokenLedger.OnlyMinter.selector, holder));
        vm.prank(holder);
        dai.mint(holder, 1);
    }

    function test_transferFrom_spendsTheAllowanceUnlessItIsInfinite() public {
        dai.mint(holder, 10);
        vm.prank(holder);
        dai.approve(spender, 6);
        vm.startPrank(spender);
        assertTrue(dai.transferFrom(holder, spender, 4));
        assertEq(dai.allowance(holder, spender), 2);
        vm.expectRevert(abi.encodeWithSelector(TokenLedger.InsufficientAllowance.selector, holder, spender, 2, 3));
        // forge-lint: disable-next-line(erc20-unchecked-transfer)
        dai.transferFrom(holder, spender, 3);
        vm.stopPrank();
        vm.prank(holder);
        dai.approve(spender, type(uint256).max);
        vm.prank(spender);
        assertTrue(dai.transferFrom(holder, spender, 6));
        assertEq(dai.allowance(holder, spender), type(uint256).max);
    }

    function test_transfer_revertsBeyondTheBalance() public {
        dai.mint(holder, 10);
        vm.expectRevert(abi.encodeWithSelector(TokenLedger.InsufficientBalance.selector, holder, 10, 11));
        vm.prank(holder);
        // forge-lint: disable-next-line(erc20-unchecked-transfer)
        dai.transfer(spender, 11);
    }

    function test_noReturnToken_returnsNothing() public {
        usdt.mint(address(this), 10);
        bytes[] memory calls = new bytes[](3);
        calls[0] = abi.encodeCall(usdt.transfer, (holder, 1));
        calls[1] = abi.encodeCall(usdt.approve, (address(this), 1));
        calls[2] = abi.encodeCall(usdt.transferFrom, (address(this), holder, 1));
        for (uint256 k; k < calls.length; ++k) {
            (bool ok, bytes memory returned) = address(usdt).call(calls[k]);
            assertTrue(ok);
            assertEq(returned.length, 0);
        }
    }

    function test_noReturnToken_changesAnAllowanceOnlyFromOrToZero() public {
        usdt.approve(spender, 5);
        vm.expectRevert(
            abi.encodeWithSelector(NoReturnToken.AllowanceNotZero.selector, address(this), spender, uint256(5))
        );
        usdt.approve(spender, 6);
        usdt.approve(spender, 0);
        usdt.approve(spender, 6);
        assertEq(usdt.allowance(address(this), spender), 6);
    }

    function test_fuzz_balancesSumToTheSupply(uint128 minted, uint256 moved) public {
        moved = bound(moved, 0, minted);
        dai.mint(holder, minted);
        vm.prank(holder);
        assertTrue(dai.transfer(spender, moved));
        assertEq(dai.balanceOf(holder) + dai.balanceOf(spender), dai.totalSupply());
    }

    function test_yieldShare_isWorthWhatItsMinterSays() public {
        YieldShare share = new YieldShare("Share", "SHARE", 18, address(this));
        assertEq(share.convertToAssets(7), 7);
        share.setAssetsPerWhole(1.5e18);
        assertEq(share.convertToAssets(7), 10);
        vm.expectRevert(abi.encodeWithSelector(TokenLedger.OnlyMinter.selector, holder));
        vm.prank(holder);
        share.setAssetsPerWhole(1);
    }
}
