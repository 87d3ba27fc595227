// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ResolverCalls} from "../../src/libraries/ResolverCalls.sol";
import {HedgeTerms, ResolverCall} from "../../src/types/Intent.sol";
import {Cosignature, Fill, FillState, Resolved} from "../../src/types/Settlement.sol";
import {
    BombResolver,
    BurningResolver,
    RawResolver,
    WitnessResolver,
    WritingResolver
} from "../mocks/ReactorResolvers.sol";
import {ReactorBase} from "../utils/ReactorBase.sol";

/// @notice A resolver is trusted with nothing: bounded gas, bounded return data, no state, canonical answers alone.
contract ReactorResolverTest is ReactorBase {
    uint256 private constant WORST = 1_500_000;

    // ---------------------------------------------------------------- what it may cost

    function test_resolver_returnBombCostsAtMostItsGas() public {
        address bomb = address(new BombResolver(false));
        uint256 before = gasleft();
        refused(_resolvedBy(bomb), abi.encodeWithSelector(ResolverCalls.ResolutionMalformed.selector, bomb, 500_000));
        assertLt(before - gasleft(), WORST);
    }

    function test_resolver_revertBombIsCutTo256Bytes() public {
        address bomb = address(new BombResolver(true));
        uint256 before = gasleft();
        bytes memory cut = new bytes(256);
        refused(_resolvedBy(bomb), abi.encodeWithSelector(ResolverCalls.ResolverFailed.selector, bomb, cut));
        assertLt(before - gasleft(), WORST);
    }

    function test_resolver_burningGasCostsAtMostTheCap() public {
        address burner = address(new BurningResolver());
        uint256 before = gasleft();
        refused(_resolvedBy(burner), abi.encodeWithSelector(ResolverCalls.ResolverFailed.selector, burner, ""));
        assertLt(before - gasleft(), WORST);
    }

    function test_resolver_cannotWrite() public {
        address writer = address(new WritingResolver());
        refused(_resolvedBy(writer), abi.encodeWithSelector(ResolverCalls.ResolverFailed.selector, writer, ""));
    }

    // ---------------------------------------------------------------- what it may answer

    function test_resolver_withoutCodeIsRefused() public {
        _refusedAs(address(0xC0DE), 0);
    }

    function test_resolver_canonicalAnswerIsAccepted() public {
        settle(_resolvedBy(address(new RawResolver(_answer()))));
    }

    function test_resolver_answerOfOtherLengthsIsRefused() public {
        Resolved memory two = Resolved(amounts(2000 * USD, 0), amounts(ETH), [bytes32(0), 0, 0]);
        _refusedAnswer(abi.encode(two));
        two = Resolved(amounts(2000 * USD), amounts(ETH, 0), [bytes32(0), 0, 0]);
        _refusedAnswer(abi.encode(two));
        // The same number of words, but one list longer and the other shorter.
        two = Resolved(amounts(2000 * USD, 0), new uint256[](0), [bytes32(0), 0, 0]);
        _refusedAnswer(abi.encode(two));
    }

    function test_resolver_answerWithOneMoreByteIsRefused() public {
        _refusedAnswer(bytes.concat(_answer(), hex"00"));
    }

    function test_resolver_answerWithAnotherOffsetOrLengthIsRefused() public {
        uint256[5] memory words = [uint256(0), 1, 2, 6, 8];
        for (uint256 k; k < words.length; ++k) {
            bytes memory answer = _answer();
            uint256 at = words[k] * 32 + 31;
            answer[at] = bytes1(uint8(answer[at]) ^ 0x20);
            _refusedAnswer(answer);
        }
    }

    // ---------------------------------------------------------------- what it is shown

    /// @dev The resolver decodes exactly what the fill says, so our own encoding of the request is right.
    function test_resolver_seesTheSignedIntentTheStateAndTheAward() public {
        allowStanding();
        Fill memory fill = standingFill(1);
        fill.intent.resolution = ResolverCall(address(new WitnessResolver()), hex"0102030405");
        fill.terms = new HedgeTerms[](1);
        fill.terms[0].underlying = "ETH";
        fill.termsHash = hasher.terms(fill.terms[0]);
        fill.fillerData = hex"060708";
        fill = awarded(fill);
        fill.cosigned[0].spendCaps = amounts(3000 * USD, 7);
        fill.cosigned[0].receiveFloors = amounts(1, 2);
        _seenAt(sign(cosign(fill)), 0);
        fill.expectedFill = 1;
        fill.cosigned[0].fillIndex = 1;
        _seenAt(sign(cosign(fill)), 1);
    }

    function test_resolver_seesNeitherTermsNorAwardWhenThereAreNone() public {
        allowStanding();
        Fill memory fill = standingFill(1);
        fill.intent.resolution = ResolverCall(address(new WitnessResolver()), "");
        fill.fillerData = "";
        _seenAt(sign(fill), 0);
    }

    function test_fuzz_resolver_seesAnyBytesAsTheyAre(bytes memory data, bytes memory fillerData) public {
        vm.assume(data.length < 2000 && fillerData.length < 2000);
        allowStanding();
        Fill memory fill = standingFill(1);
        fill.intent.resolution = ResolverCall(address(new WitnessResolver()), data);
        fill.fillerData = fillerData;
        _seenAt(sign(fill), 0);
    }

    function _seenAt(Fill memory fill, uint32 fills) private {
        (FillState memory before,) = reactor.stateOf(idOf(fill), 2);
        assertEq(before.fills, fills);
        settle(fill);
        (FillState memory state,) = reactor.stateOf(idOf(fill), 2);
        assertEq(state.resolverState[0], keccak256(abi.encode(fill.intent, fill.terms)), "intent and terms");
        assertEq(state.resolverState[1], keccak256(abi.encode(before)), "state");
        assertEq(state.resolverState[2], keccak256(abi.encode(fill.cosigned, fill.fillerData)), "award and data");
    }

    // ---------------------------------------------------------------- helpers

    function _answer() private pure returns (bytes memory) {
        return abi.encode(Resolved(amounts(2000 * USD), amounts(ETH), [bytes32(0), 0, 0]));
    }

    function _resolvedBy(address resolver) private view returns (Fill memory fill) {
        fill = dutchFill(1);
        fill.intent.resolution = ResolverCall(resolver, "");
        return sign(fill);
    }

    function _refusedAnswer(bytes memory answer) private {
        _refusedAs(address(new RawResolver(answer)), answer.length);
    }

    function _refusedAs(address resolver, uint256 size) private {
        bytes memory reason = abi.encodeWithSelector(ResolverCalls.ResolutionMalformed.selector, resolver, size);
        refused(_resolvedBy(resolver), reason);
    }
}
