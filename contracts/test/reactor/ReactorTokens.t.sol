// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {SafeTransferLib} from "solady/utils/SafeTransferLib.sol";
import {Delivery} from "../../src/libraries/Delivery.sol";
import {Spend} from "../../src/types/Intent.sol";
import {Fill} from "../../src/types/Settlement.sol";
import {
    BlocklistToken,
    FalseToken,
    FeeToken,
    LyingToken,
    RebasingToken,
    SilentToken,
    StandardToken
} from "../mocks/ReactorTokens.sol";
import {ReactorBase} from "../utils/ReactorBase.sol";

/// @notice S10 and S11: odd tokens never cost the trader, and nothing rests in the reactor.
contract ReactorTokensTest is ReactorBase {
    function test_S10_execute_revertsForReceiveWithTransferFee() public {
        FeeToken token = new FeeToken();
        refused(
            _receiving(token),
            abi.encodeWithSelector(Delivery.ShortDelivery.selector, address(token), trader, 1.01e18 - 1.01e16, 1.01e18)
        );
    }

    function test_S10_execute_revertsForReceiveThatLies() public {
        LyingToken token = new LyingToken();
        refused(
            _receiving(token),
            abi.encodeWithSelector(Delivery.ShortDelivery.selector, address(token), trader, 0, 1.01e18)
        );
    }

    function test_S10_execute_revertsForReceiveThatRebases() public {
        RebasingToken token = new RebasingToken();
        token.mint(trader, 10 * ETH);
        refused(
            _receiving(token),
            abi.encodeWithSelector(Delivery.ShortDelivery.selector, address(token), trader, 0, 1.01e18)
        );
    }

    function test_S10_execute_revertsForReceiveThatReturnsFalse() public {
        refused(_receiving(new FalseToken()), abi.encodePacked(SafeTransferLib.TransferFromFailed.selector));
    }

    function test_S10_execute_acceptsReceiveThatReturnsNothing() public {
        SilentToken token = new SilentToken();
        settle(_receiving(token));
        assertEq(token.balanceOf(trader), 1.01e18);
    }

    function test_S10_execute_revertsForReceiveWithoutCode() public {
        Fill memory fill = dutchFill(1);
        fill.intent.receives[0].token = address(0xC0DE);
        fill = sign(fill);
        vm.prank(address(filler));
        vm.expectRevert();
        reactor.execute(fill, "");
    }

    function test_S10_execute_revertsForBlockedRecipientWithoutEffect() public {
        BlocklistToken token = new BlocklistToken();
        token.setBlocked(trader);
        uint256 before = usd.balanceOf(trader);
        refused(_receiving(token), abi.encodePacked(SafeTransferLib.TransferFromFailed.selector));
        assertEq(usd.balanceOf(trader), before);
    }

    function test_S10_execute_spendWithTransferFeeCostsTheFillerAlone() public {
        FeeToken token = new FeeToken();
        token.mint(trader, 2000 * USD);
        vm.prank(trader);
        token.approve(PERMIT2, type(uint256).max);
        Fill memory fill = freeFill(1, 2000 * USD, ETH);
        fill.intent.spends[0].token = address(token);
        settle(sign(fill));
        assertEq(token.balanceOf(trader), 0);
        assertEq(token.balanceOf(address(filler)), 1980 * USD);
    }

    function test_S10_execute_settlesOneUnitOfATokenWithoutDecimals() public {
        Fill memory fill = freeFill(1, 1, 1);
        fill.intent.spends[0] = _spend(address(usd), 1, 1);
        fill.intent.receives[0] = _receive(address(weth), 1);
        uint256 before = weth.balanceOf(trader);
        settle(sign(fill));
        assertEq(weth.balanceOf(trader) - before, 1);
    }

    function test_S10_execute_settlesMoreThan255Spends() public {
        uint256 count = 260;
        Fill memory fill = freeFill(1, 0, 0);
        fill.intent.spends = new Spend[](count);
        uint256[] memory spend = new uint256[](count);
        for (uint256 i; i < count; ++i) {
            fill.intent.spends[i] = _spend(address(usd), i + 1, i + 1);
            spend[i] = i + 1;
        }
        fill.fillerData = abi.encode(spend, amounts(ETH), [bytes32(0), 0, 0]);
        uint256 before = usd.balanceOf(trader);
        settle(sign(fill));
        assertEq(before - usd.balanceOf(trader), count * (count + 1) / 2);
    }

    // ---------------------------------------------------------------- S11

    function test_S11_execute_leavesNothingInTheReactor() public {
        settleAs(address(filler), sign(dutchFill(1)), hex"01");
        assertEq(usd.balanceOf(address(reactor)), 0);
        assertEq(weth.balanceOf(address(reactor)), 0);
        assertEq(usd.allowance(address(reactor), PERMIT2), 0);
        assertEq(weth.allowance(address(reactor), address(filler)), 0);
    }

    function test_S11_execute_tokensSentToTheReactorPayNobody() public {
        weth.mint(address(reactor), 10 * ETH);
        Fill memory fill = sign(dutchFill(1));
        uint256 spare = weth.balanceOf(address(filler));
        vm.prank(address(filler));
        assertTrue(weth.transfer(address(0xdead), spare));
        refused(fill, abi.encodePacked(SafeTransferLib.TransferFromFailed.selector));
    }

    function _receiving(StandardToken token) private returns (Fill memory fill) {
        token.mint(address(filler), 10 * ETH);
        vm.prank(address(filler));
        token.approve(address(reactor), type(uint256).max);
        fill = dutchFill(1);
        fill.intent.receives[0].token = address(token);
        return sign(fill);
    }
}
