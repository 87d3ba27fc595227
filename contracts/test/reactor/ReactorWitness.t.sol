// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IPermit2} from "../../src/interfaces/IPermit2.sol";
import {IntentTypes} from "../../src/libraries/IntentTypes.sol";
import {IntentCore, ResolverCall} from "../../src/types/Intent.sol";
import {Fill} from "../../src/types/Settlement.sol";
import {ObedientResolver} from "../mocks/ReactorResolvers.sol";
import {IPermit2Allowance, ReactorBase, TokenSpenderPair} from "../utils/ReactorBase.sol";

/// @notice S6: the Permit2 witness binds every signed field, and Permit2's own switches stay in the trader's hand.
contract ReactorWitnessTest is ReactorBase {
    bytes4 private constant INVALID_SIGNER = bytes4(keccak256("InvalidSigner()"));
    bytes4 private constant INVALID_NONCE = bytes4(keccak256("InvalidNonce()"));
    uint256 private constant FIELDS = 23;

    ObedientResolver private _otherResolver;

    function setUp() public override {
        super.setUp();
        _otherResolver = new ObedientResolver();
    }

    // ---------------------------------------------------------------- every field

    function test_S6_execute_revertsForAnyFieldChangedAfterSigning() public {
        for (uint256 field; field < FIELDS; ++field) {
            Fill memory fill = sign(freeFill(1, 2000 * USD, 1.01e18));
            bytes32 signed = idOf(fill);
            _change(fill, field);
            assertNotEq(idOf(fill), signed, vm.toString(field));
            vm.prank(address(filler));
            vm.expectRevert();
            reactor.execute(fill, "");
        }
    }

    /// @dev Fields that pass every other check must fail on the signature itself.
    function test_S6_execute_failsOnTheSignatureForFieldsNothingElseChecks() public {
        uint8[13] memory fields = [2, 3, 4, 5, 9, 11, 12, 15, 16, 19, 20, 21, 22];
        for (uint256 k; k < fields.length; ++k) {
            Fill memory fill = sign(freeFill(1, 2000 * USD, 1.01e18));
            _change(fill, fields[k]);
            refused(fill, INVALID_SIGNER);
        }
    }

    function _change(Fill memory fill, uint256 field) private view {
        IntentCore memory intent = fill.intent;
        if (field == 0) intent.info.reactor = address(1);
        if (field == 1) intent.info.swapper = address(scripted);
        if (field == 2) intent.info.nonce += 1;
        if (field == 3) intent.info.issuedAt += 1;
        if (field == 4) intent.info.notBefore -= 1;
        if (field == 5) intent.info.deadline += 1;
        if (field == 6) intent.info.authorization = 1;
        if (field == 7) intent.info.rule = 1;
        if (field == 8) intent.info.maxFills = 2;
        if (field == 9) intent.resolution = ResolverCall(address(_otherResolver), "");
        if (field == 10) intent.cosign.cosigner = cosigner;
        if (field == 11) intent.cosign.maxExclusiveSeconds = 1;
        if (field == 12) intent.cosign.maxOverrideBps = 1;
        if (field == 13) intent.spends[0].standard = 1;
        if (field == 14) intent.spends[0].token = address(weth);
        if (field == 15) intent.spends[0].id = 1;
        if (field == 16) intent.spends[0].maxPerFill += 1;
        if (field == 17) intent.spends[0].maxTotal -= 1;
        if (field == 18) intent.receives[0].standard = 1;
        if (field == 19) intent.receives[0].minTotal -= 1;
        if (field == 20) intent.receives[0].recipient = address(1);
        if (field == 21) intent.receives[0].positionHash = bytes32(uint256(1));
        if (field == 22) fill.termsHash = bytes32(uint256(1));
    }

    function test_S6_execute_revertsForResolverDataChangedAfterSigning() public {
        Fill memory fill = sign(dutchFill(1));
        fill.intent.resolution.data[0x3f] ^= 0x01;
        refused(fill, INVALID_SIGNER);
    }

    function test_S6_execute_revertsForAnotherReceiveToken() public {
        Fill memory fill = sign(freeFill(1, 2000 * USD, 1.01e18));
        fill.intent.receives[0].token = address(usd);
        fill.fillerData = abi.encode(amounts(2000 * USD), amounts(ETH), [bytes32(0), 0, 0]);
        vm.prank(address(filler));
        vm.expectPartialRevert(INVALID_SIGNER);
        reactor.execute(fill, "");
    }

    // ---------------------------------------------------------------- nonce, allowance, griefing

    function test_S6_execute_revertsWhenTheTraderInvalidatedTheNonce() public {
        Fill memory fill = sign(dutchFill(257));
        vm.prank(trader);
        IPermit2Allowance(PERMIT2).invalidateUnorderedNonces(1, 1 << 1);
        refused(fill, INVALID_NONCE);
    }

    function test_S6_execute_twoIntentsWithOneNonceSettleOnce() public {
        settle(sign(dutchFill(1)));
        refused(sign(freeFill(1, 2000 * USD, 1.02e18)), INVALID_NONCE);
    }

    function test_S6_permitCannotBeSpentBySomeoneElse() public {
        Fill memory fill = sign(dutchFill(1));
        bytes32 witness = idOf(fill);
        vm.prank(address(scripted));
        vm.expectPartialRevert(INVALID_SIGNER);
        permit2.permitWitnessTransferFrom(
            IPermit2.PermitTransferFrom(
                IPermit2.TokenPermissions(address(usd), 2000 * USD), 1, fill.intent.info.deadline
            ),
            IPermit2.SignatureTransferDetails(address(scripted), 2000 * USD),
            trader,
            witness,
            IntentTypes.WITNESS,
            fill.signature
        );
        settle(fill);
    }

    function test_S6_execute_failedPullLeavesNoPartialEffect() public {
        Fill[] memory fills = pair(sign(dutchFill(1)), sign(dutchFill(2)));
        vm.prank(trader);
        IPermit2Allowance(PERMIT2).invalidateUnorderedNonces(0, 1 << 2);
        uint256 before = usd.balanceOf(trader);
        vm.prank(address(filler));
        vm.expectPartialRevert(INVALID_NONCE);
        reactor.executeBatch(fills, "");
        assertEq(usd.balanceOf(trader), before);
        settle(fills[0]);
    }

    function test_S6_standing_revertsAfterLockdown() public {
        allowStanding();
        Fill memory fill = sign(standingFill(1));
        TokenSpenderPair[] memory pairs = new TokenSpenderPair[](1);
        pairs[0] = TokenSpenderPair(address(usd), address(reactor));
        vm.prank(trader);
        IPermit2Allowance(PERMIT2).lockdown(pairs);
        refused(fill, bytes4(keccak256("InsufficientAllowance(uint256)")));
    }
}
