// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Fill} from "../../src/types/Settlement.sol";
import {ReactorBase} from "../utils/ReactorBase.sol";

/// @notice S9: calldata bent after signing reverts or settles exactly what was signed; it is never read otherwise.
contract ReactorCalldataTest is ReactorBase {
    uint256 private constant SPENT = 2000e6;
    uint256 private constant RECEIVED = 1.01e18;

    /// @dev Words that offsets and lengths go wrong with: huge, wrapping, backwards, overlapping.
    function _hostile(uint256 choice, uint256 random, uint256 size) private pure returns (uint256) {
        if (choice == 0) return type(uint256).max;
        if (choice == 1) return uint256(type(int256).max);
        if (choice == 2) return type(uint256).max - random % (2 * size);
        if (choice == 3) return random % size / 32 * 32;
        if (choice == 4) return random % size;
        if (choice == 5) return type(uint64).max - random % 64;
        if (choice == 6) return _minus(32 + random % (2 * size) / 32 * 32);
        return random;
    }

    function test_fuzz_S9_execute_anyWordBent(uint256 word, uint256 choice, uint256 random) public {
        bytes memory data = abi.encodeCall(reactor.execute, (sign(dutchFill(1)), ""));
        word = bound(word, 0, (data.length - 4) / 32 - 1);
        _bend(data, word, _hostile(choice % 8, random, data.length));
        _revertsOrSettlesAsSigned(data);
    }

    function test_fuzz_S9_execute_twoWordsBent(uint256[2] memory words, uint256[2] memory choices, uint256 random)
        public
    {
        bytes memory data = abi.encodeCall(reactor.execute, (sign(awarded(dutchFill(1))), ""));
        for (uint256 k; k < 2; ++k) {
            uint256 word = bound(words[k], 0, (data.length - 4) / 32 - 1);
            _bend(data, word, _hostile(choices[k] % 8, uint256(keccak256(abi.encode(random, k))), data.length));
        }
        _revertsOrSettlesAsSigned(data);
    }

    function test_fuzz_S9_executeBatch_anyWordBent(uint256 word, uint256 choice, uint256 random) public {
        Fill[] memory one = new Fill[](1);
        one[0] = sign(dutchFill(1));
        bytes memory data = abi.encodeCall(reactor.executeBatch, (one, ""));
        word = bound(word, 0, (data.length - 4) / 32 - 1);
        _bend(data, word, _hostile(choice % 8, random, data.length));
        _revertsOrSettlesAsSigned(data);
    }

    function test_fuzz_S9_execute_truncated(uint256 length) public {
        bytes memory data = abi.encodeCall(reactor.execute, (sign(dutchFill(1)), hex"01"));
        length = bound(length, 0, data.length - 1);
        assembly ("memory-safe") {
            mstore(data, length)
        }
        _revertsOrSettlesAsSigned(data);
    }

    function test_S9_execute_settlesWithTrailingBytes() public {
        bytes memory data = abi.encodeCall(reactor.execute, (sign(dutchFill(1)), ""));
        (uint256 spent, uint256 received) = _send(bytes.concat(data, new bytes(77)));
        assertEq(spent, SPENT);
        assertEq(received, RECEIVED);
    }

    /// @dev The attack that a verbatim forwarding of calldata would open: the list of cosignatures lies before the fill,
    ///      where the reactor reads zeros, so that no cosignature is asked for, and where a copy would read something else.
    function test_S9_execute_listsThatPointBeforeCalldataStayEmpty() public {
        bytes memory data = abi.encodeCall(reactor.execute, (sign(dutchFill(1)), ""));
        uint256 fillAt = 0x40; // argument area: offset of fill, offset of callbackData, then the fill
        for (uint256 back = 0x20; back <= 0x400; back += 0x20) {
            uint256 snapshot = vm.snapshotState();
            // Fill: intent, termsHash, terms, signature, cosigned, ...
            _bend(data, fillAt / 32 + 4, _minus(fillAt + back));
            _revertsOrSettlesAsSigned(data);
            vm.revertToState(snapshot);
        }
    }

    function test_S9_execute_revertsForDirtyBits() public {
        Fill memory fill = sign(dutchFill(1));
        bytes memory data = abi.encodeCall(reactor.execute, (fill, ""));
        uint256 intentAt = 2 + 9; // the fill's head has nine words, then follows the intent, whose first word is the reactor
        _bend(data, intentAt, uint256(uint160(address(reactor))) | 1 << 200);
        (uint256 spent,) = _send(data);
        assertEq(spent, 0);
    }

    // ---------------------------------------------------------------- helpers

    /// @return the two's complement of -x, for x above zero
    function _minus(uint256 x) private pure returns (uint256) {
        return type(uint256).max - x + 1;
    }

    function _bend(bytes memory data, uint256 word, uint256 value) private pure {
        assembly ("memory-safe") {
            mstore(add(add(data, 0x24), shl(5, word)), value)
        }
    }

    function _revertsOrSettlesAsSigned(bytes memory data) private {
        (uint256 spent, uint256 received) = _send(data);
        assertTrue(spent == 0 ? received == 0 : spent == SPENT && received == RECEIVED, "read otherwise than signed");
    }

    function _send(bytes memory data) private returns (uint256 spent, uint256 received) {
        (uint256 usdBefore, uint256 wethBefore) = (usd.balanceOf(trader), weth.balanceOf(trader));
        vm.prank(address(filler));
        (bool ok,) = address(reactor).call(data);
        (spent, received) = (usdBefore - usd.balanceOf(trader), weth.balanceOf(trader) - wethBefore);
        assertTrue(ok || spent + received == 0);
    }
}
