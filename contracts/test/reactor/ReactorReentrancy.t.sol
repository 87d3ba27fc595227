// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {HedgeReactor} from "../../src/HedgeReactor.sol";
import {IFiller} from "../../src/interfaces/IFiller.sol";
import {Fill} from "../../src/types/Settlement.sol";
import {ScriptedFiller} from "../actors/ReactorFillers.sol";
import {HookToken} from "../mocks/ReactorTokens.sol";
import {ReactorBase} from "../utils/ReactorBase.sol";

/// @notice S7 and S8: nothing enters twice, and the reactor calls back its caller alone.
contract ReactorReentrancyTest is ReactorBase {
    // ---------------------------------------------------------------- S7

    function test_S7_execute_cannotBeEnteredFromTheCallback() public {
        _locked(abi.encodeCall(reactor.execute, (sign(dutchFill(2)), "")));
    }

    function test_S7_executeBatch_cannotBeEnteredFromTheCallback() public {
        _locked(abi.encodeCall(reactor.executeBatch, (pair(sign(dutchFill(2)), sign(dutchFill(3))), "")));
    }

    function test_S7_cancel_cannotBeEnteredFromTheCallback() public {
        _locked(abi.encodeCall(reactor.cancel, (amounts(7))));
    }

    function test_S7_cancelIssuedBefore_cannotBeEnteredFromTheCallback() public {
        _locked(abi.encodeCall(reactor.cancelIssuedBefore, (7)));
    }

    function test_S7_executeBatch_locksToo() public {
        Fill[] memory fills = pair(sign(dutchFill(1)), sign(dutchFill(2)));
        bytes memory data = _script(abi.encodeCall(reactor.cancel, (amounts(7))));
        vm.prank(address(scripted));
        vm.expectRevert(_inner());
        reactor.executeBatch(fills, data);
    }

    function test_S7_execute_cannotBeEnteredFromATokensHook() public {
        HookToken hooked = new HookToken();
        hooked.mint(address(filler), 2 * ETH);
        vm.prank(address(filler));
        hooked.approve(address(reactor), type(uint256).max);
        Fill memory fill = dutchFill(1);
        fill.intent.receives[0].token = address(hooked);
        fill = sign(fill);
        hooked.setHook(address(reactor), abi.encodeCall(reactor.execute, (sign(dutchFill(2)), "")));
        settle(fill);
        assertFalse(hooked.hookSucceeded());
        assertEq(hooked.hookAnswer(), abi.encodeWithSelector(HedgeReactor.Locked.selector));
    }

    function test_S7_execute_canBeCalledAgainInTheSameTransaction() public {
        settle(sign(dutchFill(1)));
        settle(sign(dutchFill(2)));
        vm.prank(trader);
        reactor.cancel(amounts(7));
    }

    // ---------------------------------------------------------------- S8, S14

    function test_S8_execute_callsBackItsCallerAlone() public {
        Fill memory fill = sign(dutchFill(1));
        fill.fillerData = abi.encode(address(scripted));
        vm.expectCall(address(filler), abi.encodePacked(IFiller.reactorCallback.selector), 1);
        vm.expectCall(address(scripted), hex"", 0);
        settleAs(address(filler), fill, hex"01");
    }

    function test_S8_execute_makesNoCallbackWithoutData() public {
        vm.expectCall(address(filler), hex"", 0);
        settle(sign(dutchFill(1)));
    }

    function test_S14_execute_takesNoNativeCurrency() public {
        vm.deal(address(filler), 1 ether);
        bytes memory call_ = abi.encodeCall(reactor.execute, (sign(dutchFill(1)), ""));
        vm.startPrank(address(filler));
        (bool ok,) = address(reactor).call{value: 1}(call_);
        assertFalse(ok);
        (ok,) = address(reactor).call{value: 1}("");
        assertFalse(ok);
    }

    // ---------------------------------------------------------------- helpers

    function _locked(bytes memory inner) private {
        Fill memory fill = sign(dutchFill(1));
        bytes memory data = _script(inner);
        vm.prank(address(scripted));
        vm.expectRevert(_inner());
        reactor.execute(fill, data);
    }

    function _inner() private pure returns (bytes memory) {
        bytes memory locked = abi.encodeWithSelector(HedgeReactor.Locked.selector);
        return abi.encodeWithSelector(ScriptedFiller.CallFailed.selector, locked);
    }

    function _script(bytes memory inner) private view returns (bytes memory) {
        address[] memory targets = new address[](1);
        bytes[] memory calls = new bytes[](1);
        (targets[0], calls[0]) = (address(reactor), inner);
        return abi.encode(targets, calls);
    }
}
