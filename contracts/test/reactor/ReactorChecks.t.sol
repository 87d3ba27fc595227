// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {HedgeReactor} from "../../src/HedgeReactor.sol";
import {IntentChecks} from "../../src/libraries/IntentChecks.sol";
import {Receive, Spend} from "../../src/types/Intent.sol";
import {HedgeTerms} from "../../src/types/Intent.sol";
import {Fill} from "../../src/types/Settlement.sol";
import {ReactorBase} from "../utils/ReactorBase.sol";

/// @notice What an intent must look like before anything of it is resolved (S4 and the shape of the signed type).
contract ReactorChecksTest is ReactorBase {
    // ---------------------------------------------------------------- S4: when and where

    function test_S4_execute_revertsWhenExpired() public {
        Fill memory fill = sign(dutchFill(1));
        vm.warp(fill.intent.info.deadline + 1);
        refused(fill, abi.encodeWithSelector(IntentChecks.Expired.selector, fill.intent.info.deadline));
        vm.warp(fill.intent.info.deadline);
        settle(fill);
    }

    function test_S4_execute_revertsWhenNotYetValid() public {
        Fill memory fill = sign(dutchFill(1));
        vm.warp(fill.intent.info.notBefore - 1);
        refused(fill, abi.encodeWithSelector(IntentChecks.NotYetValid.selector, fill.intent.info.notBefore));
        vm.warp(fill.intent.info.notBefore);
        settle(fill);
    }

    function test_S4_execute_revertsForAnotherReactor() public {
        Fill memory fill = dutchFill(1);
        fill.intent.info.reactor = address(0xBAD);
        refused(sign(fill), abi.encodeWithSelector(IntentChecks.WrongReactor.selector, address(0xBAD)));
    }

    function test_S4_execute_oneShotRevertsOnAnotherChain() public {
        Fill memory fill = sign(dutchFill(1));
        vm.chainId(5);
        refused(fill, bytes4(keccak256("InvalidSigner()")));
    }

    function test_S4_execute_standingRevertsOnAnotherChain() public {
        allowStanding();
        Fill memory fill = sign(standingFill(1));
        vm.chainId(5);
        refused(fill, abi.encodeWithSelector(HedgeReactor.SignatureInvalid.selector, trader));
        vm.chainId(1);
        settle(fill);
    }

    function test_S4_execute_standingRevertsWhenSignedForAnotherDomain() public {
        allowStanding();
        HedgeReactor honest = reactor;
        Fill memory fill = standingFill(1);
        reactor = new HedgeReactor(permit2);
        bytes32 otherDomain = reactorDigest(idOf(fill));
        reactor = honest;
        fill.signature = rsv(TRADER_KEY, otherDomain);
        refused(fill, abi.encodeWithSelector(HedgeReactor.SignatureInvalid.selector, trader));
    }

    // ---------------------------------------------------------------- authorization and rule

    function test_execute_revertsForUnknownAuthorization() public {
        Fill memory fill = dutchFill(1);
        fill.intent.info.authorization = 2;
        refused(sign(fill), abi.encodeWithSelector(IntentChecks.AuthorizationRefused.selector, 2));
    }

    function test_execute_revertsForUnknownRule() public {
        Fill memory fill = dutchFill(1);
        fill.intent.info.rule = 2;
        refused(sign(fill), abi.encodeWithSelector(IntentChecks.RuleRefused.selector, 0, 2));
    }

    function test_execute_revertsForStandingAll() public {
        allowStanding();
        Fill memory fill = standingFill(1);
        fill.intent.info.rule = 0;
        refused(sign(fill), abi.encodeWithSelector(IntentChecks.RuleRefused.selector, 1, 0));
    }

    function test_execute_revertsForOneShotWithMoreFills() public {
        Fill memory fill = dutchFill(1);
        fill.intent.info.maxFills = 2;
        refused(sign(fill), abi.encodeWithSelector(IntentChecks.MaxFillsRefused.selector, 2));
    }

    // ---------------------------------------------------------------- spends and receives

    function test_execute_revertsWithoutSpend() public {
        Fill memory fill = freeFill(1, 0, ETH);
        fill.intent.spends = new Spend[](0);
        refused(sign(fill), abi.encodeWithSelector(IntentChecks.LengthsRefused.selector, 0, 1));
    }

    function test_execute_revertsWithoutReceive() public {
        Fill memory fill = freeFill(1, 2000 * USD, 0);
        fill.intent.receives = new Receive[](0);
        refused(sign(fill), abi.encodeWithSelector(IntentChecks.LengthsRefused.selector, 1, 0));
    }

    function test_execute_revertsWhenPairsDoNotMatch() public {
        allowStanding();
        Fill memory fill = standingFill(1);
        fill.intent.receives = new Receive[](1);
        fill.intent.receives[0] = _receive(address(weth), 10 * ETH);
        refused(sign(fill), abi.encodeWithSelector(IntentChecks.LengthsRefused.selector, 2, 1));
    }

    function test_execute_revertsForSpendOfAPosition() public {
        Fill memory fill = freeFill(1, 1, ETH);
        fill.intent.spends[0] = Spend(1, address(position), 42, 1, 1);
        refused(sign(fill), abi.encodeWithSelector(IntentChecks.StandardRefused.selector, 1));
    }

    function test_execute_revertsForUnknownReceiveStandard() public {
        Fill memory fill = dutchFill(1);
        fill.intent.receives[0].standard = 2;
        refused(sign(fill), abi.encodeWithSelector(IntentChecks.StandardRefused.selector, 2));
    }

    function test_S2_execute_revertsForZeroRecipient() public {
        _refusesRecipient(address(0));
    }

    function test_S12_execute_revertsForRecipientReactor() public {
        _refusesRecipient(address(reactor));
    }

    function test_S2_execute_revertsForRecipientFiller() public {
        _refusesRecipient(address(filler));
    }

    function _refusesRecipient(address recipient) private {
        Fill memory fill = dutchFill(1);
        fill.intent.receives[0].recipient = recipient;
        refused(sign(fill), abi.encodeWithSelector(IntentChecks.RecipientRefused.selector, recipient));
    }

    // ---------------------------------------------------------------- terms

    function test_execute_acceptsTheSignedTerms() public {
        Fill memory fill = dutchFill(1);
        fill.terms = new HedgeTerms[](1);
        fill.terms[0].underlying = "ETH";
        fill.termsHash = hasher.terms(fill.terms[0]);
        settle(sign(fill));
    }

    function test_execute_revertsForTermsThatWereNotSigned() public {
        Fill memory fill = dutchFill(1);
        fill.terms = new HedgeTerms[](1);
        fill.terms[0].underlying = "ETH";
        refused(sign(fill), abi.encodeWithSelector(HedgeReactor.TermsMismatch.selector, fill.termsHash));
    }

    function test_execute_revertsForTwoTerms() public {
        Fill memory fill = dutchFill(1);
        fill.terms = new HedgeTerms[](2);
        fill.termsHash = hasher.terms(fill.terms[0]);
        refused(sign(fill), abi.encodeWithSelector(HedgeReactor.TermsCountRefused.selector, 2));
    }
}
