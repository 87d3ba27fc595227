// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {HedgeReactor} from "../../src/HedgeReactor.sol";
import {IPermit2} from "../../src/interfaces/IPermit2.sol";
import {DutchParams, DutchResolver} from "../../src/resolvers/DutchResolver.sol";
import {
    Authorization,
    CosignPolicy,
    OrderInfo,
    Receive,
    ResolverCall,
    Rule,
    Spend,
    Standard
} from "../../src/types/Intent.sol";
import {Cosignature, Fill} from "../../src/types/Settlement.sol";
import {QuietFiller, ScriptedFiller} from "../actors/ReactorFillers.sol";
import {ObedientResolver} from "../mocks/ReactorResolvers.sol";
import {PositionToken, StandardToken} from "../mocks/ReactorTokens.sol";
import {ReactorHasher, ReactorSigner} from "./ReactorSigner.sol";

interface IPermit2Allowance {
    function approve(address token, address spender, uint160 amount, uint48 expiration) external;
    function lockdown(TokenSpenderPair[] calldata approvals) external;
    function invalidateUnorderedNonces(uint256 word, uint256 mask) external;
}

struct TokenSpenderPair {
    address token;
    address spender;
}

/// @notice A trader with USD and WETH, two fillers with both, the real Permit2, and builders of valid fills.
abstract contract ReactorBase is ReactorSigner {
    uint256 internal constant USD = 1e6;
    uint256 internal constant ETH = 1e18;
    uint160 internal constant STANDING_USD = 20_000e6;
    uint160 internal constant STANDING_WETH = 10e18;
    address internal constant PERMIT2 = 0x000000000022D473030F116dDEE9F6B43aC78BA3;

    address internal trader = vm.addr(TRADER_KEY);
    address internal cosigner = vm.addr(COSIGNER_KEY);
    DutchResolver internal dutch;
    ObedientResolver internal obedient;
    StandardToken internal usd;
    StandardToken internal weth;
    PositionToken internal position;
    QuietFiller internal filler;
    ScriptedFiller internal scripted;

    function setUp() public virtual {
        vm.chainId(1);
        vm.warp(1_800_000_000);
        vm.roll(20_000_000);
        permit2 = IPermit2(PERMIT2);
        deployArtifactTo("Permit2", "", PERMIT2);
        reactor = new HedgeReactor(permit2);
        hasher = new ReactorHasher();
        dutch = new DutchResolver();
        obedient = new ObedientResolver();
        (usd, weth, position) = (new StandardToken(), new StandardToken(), new PositionToken());
        (filler, scripted) = (new QuietFiller(), new ScriptedFiller());
        _fund(trader, address(permit2));
        _fund(address(filler), address(reactor));
        _fund(address(scripted), address(reactor));
    }

    function _fund(address holder, address spender) internal {
        usd.mint(holder, 1e9 * USD);
        weth.mint(holder, 1e6 * ETH);
        vm.startPrank(holder);
        usd.approve(spender, type(uint256).max);
        weth.approve(spender, type(uint256).max);
        vm.stopPrank();
    }

    // ---------------------------------------------------------------- acts

    function settle(Fill memory fill) internal {
        settleAs(address(filler), fill, "");
    }

    function settleAs(address caller, Fill memory fill, bytes memory callbackData) internal {
        vm.prank(caller);
        reactor.execute(fill, callbackData);
    }

    /// @param reason the whole revert data
    function refused(Fill memory fill, bytes memory reason) internal {
        refusedFor(address(filler), fill, reason);
    }

    function refused(Fill memory fill, bytes4 selector) internal {
        vm.prank(address(filler));
        vm.expectPartialRevert(selector);
        reactor.execute(fill, "");
    }

    function refusedFor(address caller, Fill memory fill, bytes memory reason) internal {
        vm.prank(caller);
        vm.expectRevert(reason);
        reactor.execute(fill, "");
    }

    function pair(Fill memory first, Fill memory second) internal pure returns (Fill[] memory fills) {
        fills = new Fill[](2);
        (fills[0], fills[1]) = (first, second);
    }

    // ---------------------------------------------------------------- values

    function amounts(uint256 a) internal pure returns (uint256[] memory list) {
        list = new uint256[](1);
        list[0] = a;
    }

    function amounts(uint256 a, uint256 b) internal pure returns (uint256[] memory list) {
        list = new uint256[](2);
        (list[0], list[1]) = (a, b);
    }

    /// @dev ONE_SHOT, ALL: 2,000 USD for WETH falling from 1.02 to 1, half way through its decay.
    function dutchFill(uint256 nonce) internal view returns (Fill memory fill) {
        fill.intent.info = OrderInfo({
            reactor: address(reactor),
            swapper: trader,
            nonce: nonce,
            issuedAt: uint64(block.timestamp - 60),
            notBefore: uint64(block.timestamp - 60),
            deadline: uint64(block.timestamp + 600),
            authorization: uint8(Authorization.ONE_SHOT),
            rule: uint8(Rule.ALL),
            maxFills: 1
        });
        fill.intent.resolution = ResolverCall(address(dutch), abi.encode(dutchParams()));
        fill.intent.spends = new Spend[](1);
        fill.intent.spends[0] = _spend(address(usd), 2000 * USD, 2000 * USD);
        fill.intent.receives = new Receive[](1);
        fill.intent.receives[0] = _receive(address(weth), ETH);
        fill.termsHash = keccak256("terms");
    }

    function dutchParams() internal view returns (DutchParams memory) {
        return DutchParams({
            decayStart: uint64(block.timestamp - 60),
            decayEnd: uint64(block.timestamp + 60),
            startSpend: amounts(2000 * USD),
            endSpend: amounts(2000 * USD),
            startReceive: amounts(1.02e18),
            endReceive: amounts(ETH)
        });
    }

    /// @dev Fixed amounts.
    function dutchParamsOf(uint256[] memory spend, uint256[] memory received)
        internal
        view
        returns (DutchParams memory params)
    {
        params = dutchParams();
        (params.startSpend, params.endSpend) = (spend, spend);
        (params.startReceive, params.endReceive) = (received, received);
    }

    /// @dev ONE_SHOT, ALL: the same limits; the filler dictates the amounts.
    function freeFill(uint256 nonce, uint256 spend, uint256 received) internal view returns (Fill memory fill) {
        fill = dutchFill(nonce);
        fill.intent.resolution = ResolverCall(address(obedient), "");
        fill.fillerData = abi.encode(amounts(spend), amounts(received), [bytes32(0), 0, 0]);
    }

    /// @dev STANDING, PAIRED, 10 fills: index 0 spends USD for WETH, index 1 WETH for USD, floor 1 WETH = 2,000 USD.
    function standingFill(uint256 nonce, uint256[] memory spend, uint256[] memory received)
        internal
        view
        returns (Fill memory fill)
    {
        fill = dutchFill(nonce);
        fill.intent.info.authorization = uint8(Authorization.STANDING);
        fill.intent.info.rule = uint8(Rule.PAIRED);
        fill.intent.info.maxFills = 10;
        fill.intent.resolution = ResolverCall(address(obedient), "");
        fill.intent.spends = new Spend[](2);
        fill.intent.spends[0] = _spend(address(usd), 4000 * USD, 20_000 * USD);
        fill.intent.spends[1] = _spend(address(weth), 2 * ETH, 10 * ETH);
        fill.intent.receives = new Receive[](2);
        fill.intent.receives[0] = _receive(address(weth), 10 * ETH);
        fill.intent.receives[1] = _receive(address(usd), 20_000 * USD);
        fill.fillerData = abi.encode(spend, received, [bytes32(0), 0, 0]);
    }

    /// @dev The first fill of a standing intent: 2,000 USD for 1 WETH.
    function standingFill(uint256 nonce) internal view returns (Fill memory) {
        return standingFill(nonce, amounts(2000 * USD, 0), amounts(ETH, 0));
    }

    function allowStanding() internal {
        allowStanding(trader);
    }

    function allowStanding(address owner) internal {
        vm.startPrank(owner);
        permit2.approve(address(usd), address(reactor), STANDING_USD, uint48(block.timestamp + 600));
        permit2.approve(address(weth), address(reactor), STANDING_WETH, uint48(block.timestamp + 600));
        vm.stopPrank();
    }

    /// @dev Names the cosigner and adds an award that changes nothing: same decay start, no exclusivity, no caps.
    function awarded(Fill memory fill) internal view returns (Fill memory) {
        fill.intent.cosign = CosignPolicy({cosigner: cosigner, maxExclusiveSeconds: 120, maxOverrideBps: 200});
        fill.cosigned = new Cosignature[](1);
        fill.cosigned[0] = Cosignature({
            intentHash: idOf(fill),
            fillIndex: fill.expectedFill,
            validUntil: uint64(block.timestamp + 60),
            decayStart: uint64(block.timestamp - 60),
            exclusiveUntil: 0,
            exclusiveFiller: address(0),
            overrideBps: 0,
            spendCaps: new uint256[](0),
            receiveFloors: new uint256[](0)
        });
        return cosign(fill);
    }

    function _spend(address token, uint256 maxPerFill, uint256 maxTotal) internal pure returns (Spend memory) {
        return Spend(uint8(Standard.ERC20), token, 0, maxPerFill, maxTotal);
    }

    function _receive(address token, uint256 minTotal) internal view returns (Receive memory) {
        return Receive(uint8(Standard.ERC20), token, minTotal, trader, 0);
    }
}
