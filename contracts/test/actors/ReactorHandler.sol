// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Fill} from "../../src/types/Settlement.sol";
import {ReactorBase} from "../utils/ReactorBase.sol";

/// @notice Acts at random as traders, fillers and bystanders, and keeps its own books of what settled.
contract ReactorHandler is ReactorBase {
    uint256 public constant INTENTS = 3;
    uint256 public constant LAST_NONCE = 8;

    bytes[INTENTS] private _standing;
    mapping(uint256 intent => uint256[2]) private _spent;
    mapping(uint256 intent => uint256[2]) private _received;
    mapping(uint256 intent => uint32) public fillsOf;
    mapping(uint256 nonce => uint256) public oneShotFills;

    constructor() {
        ReactorBase.setUp();
        vm.startPrank(trader);
        permit2.approve(address(usd), address(reactor), type(uint160).max - 1, type(uint48).max);
        permit2.approve(address(weth), address(reactor), type(uint160).max - 1, type(uint48).max);
        vm.stopPrank();
        uint32 maxFills = 4;
        for (uint256 k; k < INTENTS; ++k) {
            Fill memory fill = standingFill(k);
            fill.intent.info.deadline = type(uint64).max;
            fill.intent.info.maxFills = maxFills++;
            _standing[k] = abi.encode(sign(fill));
        }
    }

    // ---------------------------------------------------------------- acts

    function fillStanding(uint256 k, bool sellWeth, uint256 spend, uint256 received, uint32 expected) external {
        k %= INTENTS;
        Fill memory fill = _fill(k);
        spend = bound(spend, 0, sellWeth ? 3 * ETH : 6000 * USD);
        received = bound(received, 0, sellWeth ? 6000 * USD : 3 * ETH);
        fill.expectedFill = expected % 4 == 0 ? expected % 12 : fillsOf[k];
        uint256[] memory give = sellWeth ? amounts(0, spend) : amounts(spend, 0);
        uint256[] memory take = sellWeth ? amounts(0, received) : amounts(received, 0);
        fill.fillerData = abi.encode(give, take, [bytes32(0), 0, 0]);
        vm.prank(address(filler));
        try reactor.execute(fill, "") {
            ++fillsOf[k];
            _spent[k][sellWeth ? 1 : 0] += spend;
            _received[k][sellWeth ? 1 : 0] += received;
        } catch {}
    }

    function fillOneShot(uint256 nonce, bool replayed, uint256 received) external {
        nonce = 100 + nonce % LAST_NONCE;
        Fill memory fill = sign(freeFill(nonce, 2000 * USD, bound(received, 0, 2 * ETH)));
        address caller = replayed ? address(scripted) : address(filler);
        vm.prank(caller);
        try reactor.execute(fill, "") {
            ++oneShotFills[nonce];
        } catch {}
    }

    function fillBatch(uint256 first, uint256 second) external {
        (first, second) = (100 + first % LAST_NONCE, 100 + second % LAST_NONCE);
        Fill[] memory fills = pair(sign(dutchFill(first)), sign(dutchFill(second)));
        vm.prank(address(filler));
        try reactor.executeBatch(fills, "") {
            ++oneShotFills[first];
            ++oneShotFills[second];
        } catch {}
    }

    function cancelOne(uint256 k, bool asTrader) external {
        // Cancels rarely, so that fills go on.
        if (k % 16 != 0) return;
        vm.prank(asTrader ? trader : address(scripted));
        reactor.cancel(amounts(k / 16 % INTENTS));
    }

    /// @dev A signed gift of the filler: nothing spent, something received.
    function fillForNothing(uint256 received) external {
        Fill memory fill = sign(freeFill(99, 0, bound(received, ETH, 2 * ETH)));
        vm.prank(address(filler));
        try reactor.execute(fill, hex"00") {} catch {}
    }

    function passTime(uint256 blocks) external {
        blocks = bound(blocks, 1, 50);
        vm.roll(block.number + blocks);
        vm.warp(block.timestamp + 12 * blocks);
    }

    // ---------------------------------------------------------------- books

    function standingId(uint256 k) external view returns (bytes32) {
        return idOf(_fill(k));
    }

    function limitsOf(uint256 k, uint256 i)
        external
        view
        returns (uint256 maxTotal, uint256 minTotal, uint32 maxFills)
    {
        Fill memory fill = _fill(k);
        return (fill.intent.spends[i].maxTotal, fill.intent.receives[i].minTotal, fill.intent.info.maxFills);
    }

    function settledOf(uint256 k, uint256 i) external view returns (uint256 spent, uint256 received) {
        return (_spent[k][i], _received[k][i]);
    }

    function holdings() external view returns (uint256 usdTotal, uint256 wethTotal, uint256 reactorHolds) {
        address[4] memory holders = [trader, address(filler), address(scripted), address(reactor)];
        for (uint256 h; h < holders.length; ++h) {
            usdTotal += usd.balanceOf(holders[h]);
            wethTotal += weth.balanceOf(holders[h]);
        }
        reactorHolds = usd.balanceOf(address(reactor)) + weth.balanceOf(address(reactor));
    }

    function reactorAddress() external view returns (address) {
        return address(reactor);
    }

    function _fill(uint256 k) private view returns (Fill memory) {
        return abi.decode(_standing[k], (Fill));
    }
}
