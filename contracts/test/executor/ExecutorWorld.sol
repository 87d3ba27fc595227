// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {HedgeReactor} from "../../src/HedgeReactor.sol";
import {IPermit2} from "../../src/interfaces/IPermit2.sol";
import {InventoryVault} from "../../src/InventoryVault.sol";
import {IntentTypes} from "../../src/libraries/IntentTypes.sol";
import {DutchParams, DutchResolver} from "../../src/resolvers/DutchResolver.sol";
import {SandboxToken} from "../../src/sandbox/SandboxToken.sol";
import {SolverExecutor} from "../../src/SolverExecutor.sol";
import {IntentCore, OrderInfo, Receive, ResolverCall, Spend} from "../../src/types/Intent.sol";
import {Draw, Floor, Hop, Plan} from "../../src/types/Plan.sol";
import {Fill} from "../../src/types/Settlement.sol";
import {ExecutorIntentHasher} from "../mocks/ExecutorIntentHasher.sol";
import {ExecutorVenues} from "./ExecutorVenues.sol";

/// @dev The executor and its vault before real markets, the real reactor and the real Permit2; one trader, one submitter.
abstract contract ExecutorWorld is ExecutorVenues {
    uint256 internal constant TRADER_KEY = 0xA11CE;
    address internal trader = vm.addr(TRADER_KEY);
    address internal submitter = makeAddr("submitter");
    address internal owner = makeAddr("owner");
    address internal builder = makeAddr("builder");
    HedgeReactor internal reactor;
    DutchResolver internal resolver;
    InventoryVault internal vault;
    SolverExecutor internal executor;
    ExecutorIntentHasher private _hasher;

    function setUp() public virtual {
        vm.chainId(1);
        vm.warp(1_800_000_000);
        vm.roll(21_000_000);
        vm.coinbase(builder);
        deployPermit2();
        deployVenues();
        _hasher = new ExecutorIntentHasher();
        reactor = new HedgeReactor(IPermit2(PERMIT2));
        resolver = new DutchResolver();
        vault = new InventoryVault(owner);
        useExecutor(address(reactor), address(manager), address(VAULT));
        allowPermit2(trader);
    }

    /// @dev From here on `executor` is a new one before that reactor and those venues.
    function useExecutor(address reactor_, address manager_, address balancerVault_) internal {
        executor = new SolverExecutor(reactor_, address(vault), address(weth), manager_, balancerVault_, owner);
        vm.startPrank(owner);
        vault.setExecutor(address(executor));
        executor.setSubmitter(submitter, true);
        vm.stopPrank();
    }

    function settle(Plan memory plan) internal {
        vm.prank(submitter);
        executor.settle(plan);
    }

    function settleReverts(Plan memory plan, bytes memory reason) internal {
        vm.expectRevert(reason);
        settle(plan);
    }

    // ---------------------------------------------------------------- plans

    /// @dev 20,000 USDC against 9.9 WETH over the v2 pair: about 0.06 WETH of gain.
    function plainPlan() internal returns (Plan memory) {
        Fill memory fill = order(address(usdc), 20_000e6, address(weth), 9.9e18, 1);
        return planOf(fill, hops(v2Hop(address(usdc), address(weth), 20_000e6)), floors2());
    }

    /// @dev DAI over StableSwap to USDC, half of it over v2 and half over v3 to WETH.
    function mixedPlan() internal returns (Plan memory) {
        Hop[] memory route = new Hop[](3);
        route[0] = stableHop(0, 1, 20_010e18);
        route[1] = v2Hop(address(usdc), address(weth), 10_000e6);
        route[2] = v3Hop(address(usdc), address(weth), 10_000e6);
        return planOf(order(address(dai), 20_010e18, address(weth), 9.9e18, 1), route, floors4());
    }

    /// @dev DAI over both stable pools to USDC, and that over every other kind of pool to WETH.
    function everyFamilyPlan() internal returns (Plan memory) {
        Hop[] memory route = new Hop[](7);
        route[0] = stableHop(0, 1, 30_000e18);
        route[1] = composableHop(address(dai), address(usdc), 20_100e18);
        route[2] = v2Hop(address(usdc), address(weth), 10_000e6);
        route[3] = v3Hop(address(usdc), address(weth), 10_000e6);
        route[4] = v4Hop(address(usdc), address(weth), 10_000e6);
        route[5] = onEther(v4Hop(address(usdc), address(weth), 10_000e6));
        route[6] = weightedHop(address(usdc), address(weth), 10_000e6);
        return planOf(order(address(dai), 50_100e18, address(weth), 24.8e18, 1), route, floors4());
    }

    function planOf(Fill memory fill, Hop[] memory hops_, Floor[] memory floors)
        internal
        view
        returns (Plan memory plan)
    {
        plan.firstBlock = uint64(block.number);
        plan.lastBlock = uint64(block.number + 2);
        plan.deadline = uint64(block.timestamp + 24);
        plan.fills = new Fill[](1);
        plan.fills[0] = fill;
        plan.hops = hops_;
        plan.floors = floors;
    }

    /// @dev No loss of either of the two tokens of `plainPlan`.
    function floors2() internal view returns (Floor[] memory floors) {
        floors = new Floor[](2);
        floors[0] = Floor(address(usdc), 0);
        floors[1] = Floor(address(weth), 0);
    }

    function floors4() internal view returns (Floor[] memory floors) {
        floors = new Floor[](4);
        floors[0] = Floor(address(usdc), 0);
        floors[1] = Floor(address(weth), 0);
        floors[2] = Floor(address(dai), 0);
        floors[3] = Floor(address(usdt), 0);
    }

    function draws(address token, uint256 amount) internal pure returns (Draw[] memory list) {
        list = new Draw[](1);
        list[0] = Draw(token, amount);
    }

    function hops(Hop memory hop) internal pure returns (Hop[] memory list) {
        list = new Hop[](1);
        list[0] = hop;
    }

    // ---------------------------------------------------------------- orders

    /// @dev A signed one-shot intent of constant amounts; the trader is given what it spends.
    function order(address spendToken, uint256 spend, address receiveToken, uint256 receives, uint256 nonce)
        internal
        returns (Fill memory)
    {
        return orderBy(TRADER_KEY, spendToken, spend, receiveToken, receives, nonce);
    }

    /// @dev The same of the trader with that key.
    function orderBy(
        uint256 key,
        address spendToken,
        uint256 spend,
        address receiveToken,
        uint256 receives,
        uint256 nonce
    ) internal returns (Fill memory fill) {
        address swapper = vm.addr(key);
        give(spendToken, swapper, spend);
        uint64 deadline = uint64(block.timestamp + 600);
        fill.intent.info = OrderInfo(address(reactor), swapper, nonce, 0, 0, deadline, 0, 0, 1);
        fill.intent.spends = new Spend[](1);
        fill.intent.spends[0] = Spend(0, spendToken, 0, spend, spend);
        fill.intent.receives = new Receive[](1);
        fill.intent.receives[0] = Receive(0, receiveToken, receives, swapper, 0);
        uint256[] memory spent = _one(spend);
        uint256[] memory received = _one(receives);
        DutchParams memory params = DutchParams(0, 0, spent, spent, received, received);
        fill.intent.resolution = ResolverCall(address(resolver), abi.encode(params));
        fill.termsHash = keccak256("terms");
        fill.signature = sign(fill, key);
    }

    function sign(Fill memory fill, uint256 key) internal view returns (bytes memory) {
        IntentCore memory intent = fill.intent;
        Spend memory spend = intent.spends[0];
        bytes32 permitType = keccak256(
            abi.encodePacked(
                "PermitWitnessTransferFrom(TokenPermissions permitted,address spender,uint256 nonce,uint256 deadline,",
                IntentTypes.WITNESS
            )
        );
        bytes32 permitted = keccak256(
            abi.encode(keccak256("TokenPermissions(address token,uint256 amount)"), spend.token, spend.maxTotal)
        );
        bytes32 witness = _hasher.hash(intent, fill.termsHash);
        bytes32 structHash = keccak256(
            abi.encode(permitType, permitted, address(reactor), intent.info.nonce, intent.info.deadline, witness)
        );
        bytes32 domain = IPermit2(PERMIT2).DOMAIN_SEPARATOR();
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, keccak256(abi.encodePacked(hex"1901", domain, structHash)));
        return abi.encodePacked(r, s, v);
    }

    function heldOf(address token) internal view returns (uint256) {
        return SandboxToken(token).balanceOf(address(executor)) + SandboxToken(token).balanceOf(address(vault));
    }

    function assertNothingLeft() internal view {
        address[4] memory tokens = [address(weth), address(usdc), address(usdt), address(dai)];
        address[8] memory spenders = [
            address(reactor),
            PERMIT2,
            address(stable),
            address(v2Pair),
            address(v3Pool),
            address(vault),
            address(manager),
            address(VAULT)
        ];
        assertEq(address(executor).balance, 0, "ether left");
        for (uint256 t; t < tokens.length; ++t) {
            assertEq(SandboxToken(tokens[t]).balanceOf(address(executor)), 0, "balance left");
            for (uint256 s; s < spenders.length; ++s) {
                assertEq(SandboxToken(tokens[t]).allowance(address(executor), spenders[s]), 0, "allowance left");
            }
        }
    }

    function allowPermit2(address holder) internal {
        vm.startPrank(holder);
        weth.approve(PERMIT2, type(uint256).max);
        dai.approve(PERMIT2, type(uint256).max);
        usdc.approve(PERMIT2, type(uint256).max);
        usdt.approve(PERMIT2, type(uint256).max);
        vm.stopPrank();
    }

    function _one(uint256 value) private pure returns (uint256[] memory list) {
        list = new uint256[](1);
        list[0] = value;
    }
}
