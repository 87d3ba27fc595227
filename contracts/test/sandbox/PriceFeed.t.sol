// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Test} from "forge-std/Test.sol";
import {PriceFeed} from "../../src/sandbox/PriceFeed.sol";

contract PriceFeedTest is Test {
    address internal updater = makeAddr("updater");
    PriceFeed internal feed;

    function setUp() public {
        vm.warp(1_800_000_000);
        feed = new PriceFeed(8, "ETH / USD", 2000e8, updater);
    }

    function test_update_opensTheNextRoundAndKeepsTheLast() public {
        vm.warp(block.timestamp + 3600);
        vm.prank(updater);
        feed.update(2011e8, uint64(block.timestamp - 24));
        _assertRound(1, 2000e8, 1_800_000_000, 1_800_000_000);
        _assertRound(2, 2011e8, 1_800_003_576, 1_800_003_600);
        (uint80 id,,,,) = feed.latestRoundData();
        assertEq(id, 2);
    }

    function test_update_isTheUpdatersAlone() public {
        vm.expectRevert(abi.encodeWithSelector(PriceFeed.OnlyUpdater.selector, address(this)));
        feed.update(2011e8, uint64(block.timestamp));
    }

    function test_update_revertsWhenObservedInTheFuture() public {
        vm.expectRevert(
            abi.encodeWithSelector(PriceFeed.StartedInTheFuture.selector, block.timestamp + 1, block.timestamp)
        );
        vm.prank(updater);
        feed.update(2011e8, uint64(block.timestamp + 1));
    }

    function test_getRoundData_revertsForARoundThatWasNot() public {
        vm.expectRevert(abi.encodeWithSelector(PriceFeed.NoData.selector, uint80(2)));
        feed.getRoundData(2);
    }

    function _assertRound(uint80 id, int256 answer, uint256 startedAt, uint256 updatedAt) private view {
        (uint80 got, int256 price, uint256 started, uint256 updated, uint80 answeredIn) = feed.getRoundData(id);
        assertEq(got, id);
        assertEq(answeredIn, id);
        assertEq(price, answer);
        assertEq(started, startedAt);
        assertEq(updated, updatedAt);
    }
}
