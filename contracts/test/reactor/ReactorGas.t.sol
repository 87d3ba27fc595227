// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Fill} from "../../src/types/Settlement.sol";
import {IUniswapX, ReactorUniswapX} from "../utils/ReactorUniswapX.sol";

/// @notice Gas of one warm fill as a transaction of its own, beside the deployed UniswapX V2 reactor with the same trade.
/// forge-config: default.isolate = true
contract ReactorGasTest is ReactorUniswapX {
    uint256 private constant BAR_PERCENT = 120;

    function setUp() public override {
        super.setUp();
        // Warms the nonce word and every balance.
        settle(sign(dutchFill(1)));
    }

    function test_execute_plainFillWithin120PercentOfUniswapX_gas() public {
        uint256 peer = _send(
            address(uniswapX), abi.encodeCall(IUniswapX.executeWithCallback, (uniswapXOrder(2), hex"01")), "UniswapX V2"
        );
        uint256 ours = _execute(sign(dutchFill(3)), hex"01", "one spend, callback");
        assertLe(ours * 100, peer * BAR_PERCENT, "plain fill above 120 % of UniswapX V2");
    }

    function test_execute_direct_gas() public {
        _send(address(uniswapX), abi.encodeCall(IUniswapX.execute, (uniswapXOrder(2))), "UniswapX V2, direct");
        _execute(sign(dutchFill(3)), "", "one spend, direct");
    }

    function test_execute_cosigned_gas() public {
        _execute(sign(awarded(dutchFill(2))), hex"01", "one spend, callback, cosigned");
    }

    function test_execute_cosignedWithCapFloorAndExclusivity_gas() public {
        Fill memory fill = sign(awarded(dutchFill(2)));
        fill.cosigned[0].exclusiveUntil = uint64(block.timestamp + 10);
        fill.cosigned[0].exclusiveFiller = address(filler);
        fill.cosigned[0].overrideBps = 100;
        fill.cosigned[0].spendCaps = amounts(2000 * USD);
        fill.cosigned[0].receiveFloors = amounts(1.015e18);
        _execute(cosign(fill), hex"01", "one spend, callback, cap, floor, exclusivity");
    }

    function test_executeBatch_ofTwo_gas() public {
        Fill[] memory two = pair(sign(dutchFill(2)), sign(dutchFill(3)));
        _send(address(reactor), abi.encodeCall(reactor.executeBatch, (two, hex"01")), "batch of two");
    }

    function test_execute_standing_gas() public {
        allowStanding();
        Fill memory fill = sign(standingFill(7));
        _execute(fill, hex"01", "standing, first fill");
        fill.expectedFill = 1;
        _execute(fill, hex"01", "standing, second fill");
    }

    function _execute(Fill memory fill, bytes memory callbackData, string memory name) private returns (uint256) {
        return _send(address(reactor), abi.encodeCall(reactor.execute, (fill, callbackData)), name);
    }

    /// @return total gas of the transaction, intrinsic gas and calldata included
    function _send(address to, bytes memory data, string memory name) private returns (uint256 total) {
        vm.prank(address(filler));
        (bool ok,) = to.call(data);
        total = vm.lastCallGas().gasTotalUsed;
        assertTrue(ok, name);
        vm.snapshotGasLastCall("ReactorGas", name);
    }
}
