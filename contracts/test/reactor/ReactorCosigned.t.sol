// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Cosigning} from "../../src/libraries/Cosigning.sol";
import {Limits} from "../../src/libraries/Limits.sol";
import {CosignPolicy, Receive, ResolverCall, Standard} from "../../src/types/Intent.sol";
import {Cosignature, Fill} from "../../src/types/Settlement.sol";
import {ModalWallet} from "../mocks/ReactorWallets.sol";
import {ReactorBase} from "../utils/ReactorBase.sol";

/// @notice The auction's award binds to chain, reactor, intent and fill, and can only tighten what the trader signed.
contract ReactorCosignedTest is ReactorBase {
    // ---------------------------------------------------------------- required, and bound

    function test_cosigned_settlesAtTheCosignedDecayStart() public {
        Fill memory fill = sign(awarded(dutchFill(1)));
        fill.cosigned[0].decayStart = uint64(block.timestamp);
        uint256 before = weth.balanceOf(trader);
        settle(cosign(fill));
        assertEq(weth.balanceOf(trader) - before, 1.02e18);
    }

    function test_cosigned_revertsWithoutCosignature() public {
        Fill memory fill = sign(awarded(dutchFill(1)));
        fill.cosigned = new Cosignature[](0);
        refused(fill, abi.encodeWithSelector(Cosigning.CosignatureCountRefused.selector, 0));
    }

    function test_cosigned_revertsForTwoCosignatures() public {
        Fill memory fill = sign(awarded(dutchFill(1)));
        Cosignature memory one = fill.cosigned[0];
        fill.cosigned = new Cosignature[](2);
        (fill.cosigned[0], fill.cosigned[1]) = (one, one);
        refused(fill, abi.encodeWithSelector(Cosigning.CosignatureCountRefused.selector, 2));
    }

    function test_cosigned_revertsWhenNoCosignerIsNamed() public {
        Fill memory fill = awarded(dutchFill(1));
        fill.intent.cosign = CosignPolicy(address(0), 0, 0);
        fill.cosigned[0].intentHash = idOf(fill);
        refused(sign(cosign(fill)), abi.encodeWithSelector(Cosigning.CosignatureCountRefused.selector, 1));
    }

    function test_cosigned_revertsForAnotherIntent() public {
        Fill memory fill = sign(awarded(dutchFill(1)));
        fill.cosigned[0].intentHash = bytes32(uint256(1));
        refused(cosign(fill), abi.encodeWithSelector(Cosigning.CosignatureOfOtherIntent.selector, bytes32(uint256(1))));
    }

    function test_cosigned_revertsForAnotherFill() public {
        allowStanding();
        Fill memory fill = sign(awarded(standingFill(1)));
        settle(fill);
        fill.expectedFill = 1;
        refused(fill, abi.encodeWithSelector(Cosigning.CosignatureOfOtherFill.selector, 0));
        fill.cosigned[0].fillIndex = 1;
        settle(cosign(fill));
    }

    function test_cosigned_revertsWhenExpired() public {
        Fill memory fill = sign(awarded(dutchFill(1)));
        vm.warp(fill.cosigned[0].validUntil);
        uint256 snapshot = vm.snapshotState();
        settle(fill);
        vm.revertToState(snapshot);
        vm.warp(block.timestamp + 1);
        refused(fill, abi.encodeWithSelector(Cosigning.CosignatureExpired.selector, fill.cosigned[0].validUntil));
    }

    function test_cosigned_revertsForAnotherSignerDomainOrField() public {
        Fill memory fill = sign(awarded(dutchFill(1)));
        bytes memory invalid = abi.encodeWithSelector(Cosigning.CosignatureInvalid.selector, cosigner);
        bytes32 structHash = hasher.cosignature(fill.cosigned[0]);
        fill.cosignature = rsv(TRADER_KEY, reactorDigest(structHash));
        refused(fill, invalid);
        vm.chainId(5);
        bytes32 otherChain = reactorDigest(structHash);
        vm.chainId(1);
        fill.cosignature = rsv(COSIGNER_KEY, otherChain);
        refused(fill, invalid);
        fill = cosign(fill);
        fill.cosigned[0].receiveFloors = amounts(ETH);
        refused(fill, invalid);
        fill.cosigned[0].receiveFloors = new uint256[](0);
        fill.cosigned[0].spendCaps = amounts(ETH);
        refused(fill, invalid);
        fill.cosigned[0].spendCaps = new uint256[](0);
        fill.cosigned[0].decayStart += 1;
        refused(fill, invalid);
    }

    function test_S5_cosigned_acceptsAWalletAsCosigner() public {
        ModalWallet wallet = new ModalWallet();
        Fill memory fill = dutchFill(1);
        fill = awarded(fill);
        fill.intent.cosign.cosigner = address(wallet);
        fill.cosigned[0].intentHash = idOf(fill);
        fill.cosignature = "any";
        wallet.setMode(ModalWallet.Mode.REFUSE);
        refused(sign(fill), abi.encodeWithSelector(Cosigning.CosignatureInvalid.selector, address(wallet)));
        wallet.setMode(ModalWallet.Mode.ACCEPT);
        settle(sign(fill));
    }

    // ---------------------------------------------------------------- the trader's policy

    function test_cosigned_revertsForDecayStartBeforeNotBefore() public {
        Fill memory fill = sign(awarded(dutchFill(1)));
        uint64 early = fill.intent.info.notBefore - 1;
        fill.cosigned[0].decayStart = early;
        refused(cosign(fill), abi.encodeWithSelector(Cosigning.DecayStartTooEarly.selector, early));
    }

    function test_cosigned_revertsForTooLongExclusivity() public {
        Fill memory fill = _exclusive(0);
        uint64 late = fill.cosigned[0].decayStart + 121;
        fill.cosigned[0].exclusiveUntil = late;
        refused(cosign(fill), abi.encodeWithSelector(Cosigning.ExclusivityTooLong.selector, late));
        fill.cosigned[0].exclusiveUntil = late - 1;
        settle(cosign(fill));
    }

    function test_cosigned_revertsForTooHighOverride() public {
        Fill memory fill = _exclusive(201);
        refused(fill, abi.encodeWithSelector(Cosigning.OverrideTooHigh.selector, 201));
    }

    function test_cosigned_revertsForCapsOrFloorsOfOtherLength() public {
        Fill memory fill = sign(awarded(dutchFill(1)));
        fill.cosigned[0].spendCaps = amounts(1, 1);
        refused(cosign(fill), abi.encodeWithSelector(Cosigning.CapsLengthMismatch.selector, 2));
        fill.cosigned[0].spendCaps = new uint256[](0);
        fill.cosigned[0].receiveFloors = amounts(1, 1);
        refused(cosign(fill), abi.encodeWithSelector(Cosigning.FloorsLengthMismatch.selector, 2));
    }

    // ---------------------------------------------------------------- caps and floors tighten

    function test_cosigned_capsLowerAndFloorsRaise() public {
        Fill memory fill = sign(awarded(dutchFill(1)));
        fill.cosigned[0].spendCaps = amounts(1900 * USD);
        fill.cosigned[0].receiveFloors = amounts(1.015e18);
        _settlesAt(cosign(fill), 1900 * USD, 1.015e18);
    }

    function test_fuzz_cosigned_capsAndFloorsNeverLoosen(uint256 cap, uint256 floor) public {
        floor = bound(floor, 0, 1.2e18);
        Fill memory fill = sign(awarded(dutchFill(1)));
        fill.cosigned[0].spendCaps = amounts(cap);
        fill.cosigned[0].receiveFloors = amounts(floor);
        _settlesAt(cosign(fill), cap < 2000 * USD ? cap : 2000 * USD, floor > 1.01e18 ? floor : 1.01e18);
    }

    function test_cosigned_floorBindsAReceiveTheResolverLeftOut() public {
        Fill memory fill = freeFill(1, 2000 * USD, 0);
        fill.intent.receives[0].minTotal = 0;
        fill = sign(awarded(fill));
        fill.cosigned[0].receiveFloors = amounts(ETH);
        _settlesAt(cosign(fill), 2000 * USD, ETH);
    }

    function test_cosigned_floorsOfAPairThatRestsOweNothing() public {
        allowStanding();
        Fill memory fill = sign(awarded(standingFill(1)));
        fill.cosigned[0].receiveFloors = amounts(1.1e18, 2000 * USD);
        _settlesAt(cosign(fill), 2000 * USD, 1.1e18);
    }

    function _settlesAt(Fill memory fill, uint256 spent, uint256 received) private {
        (uint256 usdBefore, uint256 wethBefore) = (usd.balanceOf(trader), weth.balanceOf(trader));
        settle(fill);
        assertEq(usdBefore - usd.balanceOf(trader), spent);
        assertEq(weth.balanceOf(trader) - wethBefore, received);
    }

    // ---------------------------------------------------------------- exclusivity

    function test_cosigned_exclusiveFillerPaysThePlainPrice() public {
        _settlesAt(_exclusive(100), 2000 * USD, 1.01e18);
    }

    function test_cosigned_outsiderPaysTheOverrideRoundedUp() public {
        Fill memory fill = _exclusive(100);
        fill.cosigned[0].receiveFloors = amounts(1.01e18 + 1);
        fill = cosign(fill);
        uint256 before = weth.balanceOf(trader);
        settleAs(address(scripted), fill, "");
        assertEq(weth.balanceOf(trader) - before, 1.0201e18 + 2);
    }

    function test_cosigned_outsiderIsRefusedWithoutOverride() public {
        Fill memory fill = _exclusive(0);
        refusedFor(
            address(scripted), fill, abi.encodeWithSelector(Cosigning.NotExclusiveFiller.selector, address(scripted))
        );
    }

    function test_cosigned_outsiderPaysThePlainPriceAfterExclusivity() public {
        Fill memory fill = _exclusive(0);
        vm.warp(fill.cosigned[0].exclusiveUntil);
        refusedFor(
            address(scripted), fill, abi.encodeWithSelector(Cosigning.NotExclusiveFiller.selector, address(scripted))
        );
        vm.warp(block.timestamp + 1);
        settleAs(address(scripted), fill, "");
    }

    function test_cosigned_positionStaysExclusiveWhateverTheOverride() public {
        Fill memory fill = dutchFill(1);
        fill.intent.resolution = ResolverCall(address(obedient), "");
        fill.intent.receives[0] = Receive(uint8(Standard.ERC721_POSITION), address(position), 1, trader, 0);
        fill.fillerData = abi.encode(amounts(2000 * USD), amounts(1), [bytes32(0), 0, 0]);
        fill.positionIds = amounts(42);
        position.mint(address(scripted), 42, 0);
        fill = sign(_exclusiveOf(fill, 100));
        refusedFor(
            address(scripted), fill, abi.encodeWithSelector(Cosigning.NotExclusiveFiller.selector, address(scripted))
        );
    }

    function test_cosigned_capCannotLetTheResolverPastTheSignedLimit() public {
        Fill memory fill = sign(awarded(freeFill(1, 2500 * USD, ETH)));
        fill.cosigned[0].spendCaps = amounts(3000 * USD);
        fill.cosigned[0].receiveFloors = amounts(0);
        refused(cosign(fill), abi.encodeWithSelector(Limits.SpendAboveLimit.selector, 0, 2500 * USD, 2000 * USD));
    }

    /// @dev Ten seconds of exclusivity for `filler` from now on.
    function _exclusive(uint16 overrideBps) private view returns (Fill memory) {
        return sign(_exclusiveOf(dutchFill(1), overrideBps));
    }

    function _exclusiveOf(Fill memory fill, uint16 overrideBps) private view returns (Fill memory) {
        fill = awarded(fill);
        fill.cosigned[0].exclusiveUntil = uint64(block.timestamp + 10);
        fill.cosigned[0].exclusiveFiller = address(filler);
        fill.cosigned[0].overrideBps = overrideBps;
        return cosign(fill);
    }
}
