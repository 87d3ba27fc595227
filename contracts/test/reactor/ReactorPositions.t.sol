// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {HedgeReactor} from "../../src/HedgeReactor.sol";
import {Delivery} from "../../src/libraries/Delivery.sol";
import {Limits} from "../../src/libraries/Limits.sol";
import {ResolverCalls} from "../../src/libraries/ResolverCalls.sol";
import {Receive, ResolverCall, Standard} from "../../src/types/Intent.sol";
import {Fill} from "../../src/types/Settlement.sol";
import {ObedientResolver} from "../mocks/ReactorResolvers.sol";
import {HookToken, PositionToken, StickyPosition} from "../mocks/ReactorTokens.sol";
import {ReactorBase} from "../utils/ReactorBase.sol";

/// @notice Option positions as receives: held by the filler, delivered by the reactor, checked by the resolver, once each.
contract ReactorPositionsTest is ReactorBase {
    bytes32 private constant CALL = keccak256("call");
    bytes32 private constant PUT = keccak256("put");

    function test_position_isDeliveredToTheRecipient() public {
        position.mint(address(filler), 42, CALL);
        settle(sign(_positionFill(1)));
        assertEq(position.ownerOf(42), trader);
    }

    function test_position_revertsWhenItIsNotAsSigned() public {
        position.mint(address(filler), 42, PUT);
        bytes memory reason = abi.encodeWithSelector(ObedientResolver.PositionDiffers.selector, 42);
        refused(
            sign(_positionFill(1)),
            abi.encodeWithSelector(ResolverCalls.ResolverFailed.selector, address(obedient), reason)
        );
    }

    function test_position_revertsWhenTheFillerDoesNotHoldIt() public {
        position.mint(address(scripted), 42, CALL);
        refused(
            sign(_positionFill(1)), abi.encodeWithSelector(Delivery.PositionNotHeld.selector, address(position), 42)
        );
    }

    function test_position_revertsWhenItDoesNotArrive() public {
        StickyPosition sticky = new StickyPosition();
        sticky.mint(address(filler), 42, CALL);
        Fill memory fill = _positionFill(1);
        fill.intent.receives[0].token = address(sticky);
        refused(sign(fill), abi.encodeWithSelector(Delivery.PositionNotDelivered.selector, address(sticky), 42));
    }

    function test_position_revertsUnlessExactlyOneIsResolved() public {
        position.mint(address(filler), 42, CALL);
        Fill memory fill = _positionFill(1);
        fill.fillerData = abi.encode(amounts(2000 * USD), amounts(2), [bytes32(0), 0, 0]);
        refused(sign(fill), abi.encodeWithSelector(Limits.PositionCountRefused.selector, 0, 2, 1));
        fill = _positionFill(1);
        fill.intent.receives[0].minTotal = 0;
        refused(sign(fill), abi.encodeWithSelector(Limits.PositionCountRefused.selector, 0, 1, 0));
    }

    function test_position_revertsForTooFewOrTooManyIds() public {
        position.mint(address(filler), 42, CALL);
        Fill memory fill = sign(_positionFill(1));
        fill.positionIds = new uint256[](0);
        refused(fill, abi.encodeWithSelector(HedgeReactor.PositionIdsMismatch.selector, 0, 1));
        fill.positionIds = amounts(42, 43);
        refused(fill, abi.encodeWithSelector(HedgeReactor.PositionIdsMismatch.selector, 2, 1));
    }

    function test_position_dutchResolverRefusesPositions() public {
        position.mint(address(filler), 42, CALL);
        Fill memory fill = _positionFill(1);
        fill.intent.resolution.resolver = address(dutch);
        fill.intent.resolution.data = abi.encode(dutchParamsOf(amounts(2000 * USD), amounts(1)));
        refused(
            sign(fill),
            abi.encodeWithSelector(
                ResolverCalls.ResolverFailed.selector, address(dutch), abi.encodeWithSignature("NoPositions()")
            )
        );
    }

    // ---------------------------------------------------------------- an id occurs once

    function test_S12_position_oneIdCannotServeTwoIntents() public {
        position.mint(address(filler), 42, CALL);
        Fill[] memory fills = pair(sign(_positionFill(1)), sign(_positionFill(2)));
        vm.prank(address(filler));
        vm.expectRevert(abi.encodeWithSelector(HedgeReactor.DuplicatePosition.selector, address(position), 42));
        reactor.executeBatch(fills, "");
    }

    /// @dev Even where the position is back in the filler's hand between its two deliveries.
    function test_S12_position_oneIdCannotServeTwoReceives() public {
        position.mint(address(filler), 42, CALL);
        HookToken hooked = new HookToken();
        hooked.mint(address(filler), ETH);
        vm.prank(address(filler));
        hooked.approve(address(reactor), ETH);
        hooked.setHook(address(position), abi.encodeCall(PositionToken.mint, (address(filler), 42, CALL)));
        Fill memory fill = _positionFill(1);
        Receive memory want = fill.intent.receives[0];
        fill.intent.receives = new Receive[](3);
        (fill.intent.receives[0], fill.intent.receives[2]) = (want, want);
        fill.intent.receives[1] = _receive(address(hooked), ETH);
        uint256[] memory received = new uint256[](3);
        (received[0], received[1], received[2]) = (1, ETH, 1);
        fill.fillerData = abi.encode(amounts(2000 * USD), received, [bytes32(0), 0, 0]);
        fill.positionIds = amounts(42, 42);
        refused(sign(fill), abi.encodeWithSelector(HedgeReactor.DuplicatePosition.selector, address(position), 42));
    }

    function test_position_canBeSettledAgainByALaterCallOfTheTransaction() public {
        position.mint(address(filler), 42, CALL);
        settle(sign(_positionFill(1)));
        vm.prank(trader);
        position.transferFrom(trader, address(filler), 42);
        settle(sign(_positionFill(2)));
        assertEq(position.ownerOf(42), trader);
    }

    function _positionFill(uint256 nonce) private view returns (Fill memory fill) {
        fill = dutchFill(nonce);
        fill.intent.resolution = ResolverCall(address(obedient), "");
        fill.intent.receives[0] = Receive(uint8(Standard.ERC721_POSITION), address(position), 1, trader, CALL);
        fill.fillerData = abi.encode(amounts(2000 * USD), amounts(1), [bytes32(0), 0, 0]);
        fill.positionIds = amounts(42);
    }
}
