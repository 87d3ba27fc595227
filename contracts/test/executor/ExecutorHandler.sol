// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Floor, Hop, Plan} from "../../src/types/Plan.sol";
import {Fill} from "../../src/types/Settlement.sol";
import {SandboxToken} from "../../src/sandbox/SandboxToken.sol";
import {SolverExecutor} from "../../src/SolverExecutor.sol";
import {ExecutorWorld} from "./ExecutorWorld.sol";

/// @dev Random plans with zero floors, sound and unsound, and gifts from strangers. It keeps what invariants need.
contract ExecutorHandler is ExecutorWorld {
    /// @notice Least that executor and vault together must hold of each token: gifts and the starting stock only add.
    mapping(address token => uint256) public least;
    /// @notice Gifts to the executor that no plan has yet moved on to the vault.
    mapping(address token => uint256) public given;
    /// @notice Kinds of routes that `settleOne` knows.
    uint256 public constant ROUTES = 8;
    uint256 public settled;
    uint256 public refused;
    uint256 private _nonce;

    function tokenAt(uint256 index) public view returns (address) {
        return [address(weth), address(usdc), address(usdt), address(dai)][index % 4];
    }

    function spenderAt(uint256 index) external view returns (address) {
        return [
            address(reactor),
            PERMIT2,
            address(stable),
            address(v2Pair),
            address(v3Pool),
            address(vault),
            address(manager),
            address(VAULT)
        ][index % 8];
    }

    function executorUnderTest() external view returns (SolverExecutor) {
        return executor;
    }

    function held(address token) external view returns (uint256) {
        return heldOf(token);
    }

    function inExecutor(address token) external view returns (uint256) {
        return SandboxToken(token).balanceOf(address(executor));
    }

    function start() external {
        setUp();
        for (uint256 k; k < 4; ++k) {
            _gift(tokenAt(k), address(vault), k == 0 ? 50e18 : k == 3 ? 50_000e18 : 50_000e6);
            vm.prank(owner);
            vault.setCap(tokenAt(k), type(uint256).max, type(uint256).max);
        }
    }

    /// @dev A trader pays `spend` for between 80 % and 120 % of what it is worth; a route may fall short or go astray.
    function settleOne(uint256 route, uint256 spend, uint256 askBps, uint256 drawn, uint256 share) external {
        spend = bound(spend, 1e6, 100_000e6);
        askBps = bound(askBps, 8_000, 12_000);
        Plan memory plan;
        route %= ROUTES;
        if (route < 2) {
            (address bought, uint256 asked) = (route == 0 ? address(usdt) : address(usdc), spend * askBps / 10_000);
            Fill memory fill = order(address(dai), spend * 1e12, bought, asked, ++_nonce);
            plan = planOf(fill, _stableRoute(route, spend * 1e12), floors4());
        } else {
            uint256 asked = spend * 1e12 / 2000 * askBps / 10_000;
            Fill memory fill = order(address(usdc), spend, address(weth), asked, ++_nonce);
            plan = planOf(fill, _routeOf(route, spend), floors4());
        }
        plan.draws = draws(tokenAt(drawn), bound(drawn, 0, 1e18) / 1e9);
        // forge-lint: disable-next-line(unsafe-typecast)
        (plan.builderShareBps, plan.maxBuilderPaymentWei) = (uint16(share % 10_001), share % 1e18);
        _try(plan);
    }

    /// @dev Two intents that meet, each for between 80 % and 120 % of what it gives; a hop moves what one has too much.
    function settleTwo(uint256 bought, uint256 sold, uint256 askBps, uint256 share) external {
        (bought, sold) = (bound(bought, 1e6, 100_000e6), bound(sold, 1e6, 100_000e6));
        askBps = bound(askBps, 8_000, 12_000);
        Fill[] memory fills = new Fill[](2);
        fills[0] = order(address(usdc), bought, address(weth), bought * 1e12 / 2000 * askBps / 10_000, ++_nonce);
        fills[1] = order(address(weth), sold * 1e12 / 2000, address(usdc), sold * askBps / 10_000, ++_nonce);
        Hop memory rest = bought > sold
            ? v4Hop(address(usdc), address(weth), bought - sold)
            : v4Hop(address(weth), address(usdc), (sold - bought) * 1e12 / 2000);
        Hop[] memory route = bought == sold ? new Hop[](0) : hops(share & 1 == 0 ? rest : onEther(rest));
        Plan memory plan = planOf(fills[0], route, floors4());
        plan.fills = fills;
        // forge-lint: disable-next-line(unsafe-typecast)
        (plan.builderShareBps, plan.maxBuilderPaymentWei) = (uint16(share % 10_001), share % 1e18);
        _try(plan);
    }

    function giftToExecutor(uint256 token, uint256 amount) external {
        amount = bound(amount, 0, 10e6);
        given[tokenAt(token)] += amount;
        _gift(tokenAt(token), address(executor), amount);
    }

    function giftToVault(uint256 token, uint256 amount) external {
        _gift(tokenAt(token), address(vault), bound(amount, 0, 10e6));
    }

    function etherToExecutor(address stranger, uint256 amount) external {
        amount = bound(amount, 1, 1 ether);
        vm.deal(stranger, amount);
        vm.prank(stranger);
        (bool ok,) = address(executor).call{value: amount}("");
        if (!ok) ++refused;
    }

    function strangerCalls(address stranger, bytes4 selector, bytes calldata rest) external {
        if (stranger == owner || stranger == submitter || stranger == address(reactor)) return;
        vm.prank(stranger);
        (bool ok,) = address(executor).call(abi.encodePacked(selector, rest));
        if (!ok) ++refused;
    }

    function _stableRoute(uint256 kind, uint256 spend) private view returns (Hop[] memory) {
        return hops(kind == 0 ? stableHop(0, 2, spend) : composableHop(address(dai), address(usdc), spend));
    }

    function _routeOf(uint256 kind, uint256 spend) private view returns (Hop[] memory route) {
        if (kind == 2) return hops(v2Hop(address(usdc), address(weth), spend));
        if (kind == 3) return hops(v3Hop(address(usdc), address(weth), spend));
        if (kind == 4) return hops(v4Hop(address(usdc), address(weth), spend));
        if (kind == 5) return hops(onEther(v4Hop(address(usdc), address(weth), spend)));
        if (kind == 6) return hops(weightedHop(address(usdc), address(weth), spend));
        route = new Hop[](2);
        route[0] = v2Hop(address(usdc), address(weth), spend / 2);
        route[1] = onEther(v4Hop(address(usdc), address(weth), spend - spend / 2));
    }

    function _try(Plan memory plan) private {
        vm.prank(submitter);
        (bool ok,) = address(executor).call(abi.encodeCall(executor.settle, (plan)));
        if (!ok) {
            ++refused;
            return;
        }
        ++settled;
        Floor[] memory floors = plan.floors;
        for (uint256 k; k < floors.length; ++k) {
            given[floors[k].token] = 0;
        }
    }

    function _gift(address token, address to, uint256 amount) private {
        least[token] += amount;
        give(token, to, amount);
    }
}
