// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {HedgeReactor} from "../../src/HedgeReactor.sol";
import {Fill} from "../../src/types/Settlement.sol";
import {KeyWallet, ModalWallet} from "../mocks/ReactorWallets.sol";
import {ReactorBase} from "../utils/ReactorBase.sol";

/// @notice S5: who signed, on both paths. ONE_SHOT accepts what Permit2 accepts; STANDING is checked by the reactor.
contract ReactorSignaturesTest is ReactorBase {
    bytes4 private constant INVALID_SIGNER = bytes4(keccak256("InvalidSigner()"));
    bytes4 private constant INVALID_CONTRACT_SIGNATURE = bytes4(keccak256("InvalidContractSignature()"));

    ModalWallet private _wallet;

    function setUp() public override {
        super.setUp();
        _wallet = new ModalWallet();
        usd.mint(address(_wallet), 1e9 * USD);
        _wallet.approve(usd, address(permit2));
        allowStanding();
        allowStanding(address(_wallet));
    }

    // ---------------------------------------------------------------- ONE_SHOT: Permit2

    function test_S5_oneShot_accepts65And64BytesAndHighS() public {
        Fill memory fill = dutchFill(1);
        fill.signature = rsv(TRADER_KEY, digestOf(fill));
        settle(fill);
        fill = dutchFill(2);
        fill.signature = rsCompact(TRADER_KEY, digestOf(fill));
        settle(fill);
        fill = dutchFill(3);
        fill.signature = rsvHighS(TRADER_KEY, digestOf(fill));
        settle(fill);
    }

    function test_S5_oneShot_highSOfTheSameIntentDoesNotSettleTwice() public {
        Fill memory fill = sign(dutchFill(1));
        settle(fill);
        fill.signature = rsvHighS(TRADER_KEY, digestOf(fill));
        refused(fill, bytes4(keccak256("InvalidNonce()")));
    }

    function test_S5_oneShot_revertsForWrongSigner() public {
        refused(signAs(COSIGNER_KEY, dutchFill(1)), INVALID_SIGNER);
    }

    function test_S5_oneShot_revertsWhenRecoveryYieldsZero() public {
        Fill memory fill = dutchFill(1);
        fill.intent.info.swapper = address(0);
        fill.signature = abi.encodePacked(bytes32(uint256(1)), bytes32(uint256(1)), uint8(99));
        refused(fill, bytes4(keccak256("InvalidSignature()")));
    }

    function test_S5_oneShot_acceptsAWalletOnlyWhileItSaysYes() public {
        Fill memory fill = dutchFill(1);
        fill.intent.info.swapper = address(_wallet);
        fill.signature = "any";
        _wallet.setMode(ModalWallet.Mode.REFUSE);
        refused(fill, INVALID_CONTRACT_SIGNATURE);
        _wallet.setMode(ModalWallet.Mode.ACCEPT);
        settle(fill);
    }

    /// forge-config: default.evm_version = "prague"
    function test_S5_oneShot_revertsForPlainKeyOfADelegatedAccount() public {
        Fill memory fill = sign(dutchFill(1));
        vm.etch(trader, abi.encodePacked(hex"ef0100", address(new KeyWallet(address(1)))));
        refused(fill, INVALID_CONTRACT_SIGNATURE);
    }

    /// forge-config: default.evm_version = "prague"
    function test_S5_oneShot_acceptsADelegatedAccountThatAnswersErc1271() public {
        Fill memory fill = sign(dutchFill(1));
        vm.etch(trader, abi.encodePacked(hex"ef0100", address(new KeyWallet(trader))));
        settle(fill);
    }

    // ---------------------------------------------------------------- STANDING: the reactor

    function test_S5_standing_acceptsLowS65Bytes() public {
        settle(sign(standingFill(1)));
    }

    function test_S5_standing_revertsForHighS() public {
        Fill memory fill = standingFill(1);
        fill.signature = rsvHighS(TRADER_KEY, digestOf(fill));
        _refusedSignature(fill);
    }

    function test_S5_standing_revertsForOtherLengths() public {
        Fill memory fill = standingFill(1);
        fill.signature = rsCompact(TRADER_KEY, digestOf(fill));
        _refusedSignature(fill);
        fill.signature = bytes.concat(rsv(TRADER_KEY, digestOf(fill)), hex"00");
        _refusedSignature(fill);
        fill.signature = "";
        _refusedSignature(fill);
    }

    function test_S5_standing_revertsForWrongSigner() public {
        _refusedSignature(signAs(COSIGNER_KEY, standingFill(1)));
    }

    function test_S5_standing_revertsWhenRecoveryYieldsZero() public {
        Fill memory fill = standingFill(1);
        fill.intent.info.swapper = address(0);
        fill.signature = abi.encodePacked(bytes32(uint256(1)), bytes32(uint256(1)), uint8(99));
        _refusedSignature(fill);
    }

    function test_S5_standing_signatureOfOnePathDoesNotOpenTheOther() public {
        Fill memory fill = standingFill(1);
        fill.signature = rsv(TRADER_KEY, permitDigest(fill));
        _refusedSignature(fill);
        fill = dutchFill(1);
        fill.signature = rsv(TRADER_KEY, reactorDigest(idOf(fill)));
        refused(fill, INVALID_SIGNER);
    }

    function test_S5_standing_asksAWalletAtEveryFill() public {
        Fill memory fill = _walletFill();
        settle(fill);
        fill.expectedFill = 1;
        _wallet.setMode(ModalWallet.Mode.REFUSE);
        _refusedSignature(fill);
    }

    function test_S5_standing_revertsForWalletThatReverts() public {
        _refusesMode(ModalWallet.Mode.REVERT);
    }

    function test_S5_standing_revertsForWalletWithAShortAnswer() public {
        _refusesMode(ModalWallet.Mode.SHORT_ANSWER);
    }

    function test_S5_standing_revertsForWalletWithGarbage() public {
        _refusesMode(ModalWallet.Mode.PADDED_LEFT);
    }

    function test_S5_standing_walletReturnBombCostsAtMostTheCap() public {
        uint256 before = gasleft();
        _refusesMode(ModalWallet.Mode.BOMB);
        assertLt(before - gasleft(), 1_200_000);
    }

    function test_S5_standing_walletBurningGasCostsAtMostTheCap() public {
        uint256 before = gasleft();
        _refusesMode(ModalWallet.Mode.BURN_GAS);
        assertLt(before - gasleft(), 1_200_000);
    }

    function test_S5_standing_walletThatReEntersGetsNowhere() public {
        Fill memory fill = _walletFill();
        _wallet.setCall(address(reactor), abi.encodeCall(reactor.execute, (sign(dutchFill(9)), "")));
        settle(fill);
        (, uint256[] memory spent) = reactor.stateOf(idOf(fill), 2);
        assertEq(spent[0], 2000 * USD);
    }

    /// forge-config: default.evm_version = "prague"
    function test_S5_standing_acceptsTheKeyOfADelegatedAccount() public {
        Fill memory fill = sign(standingFill(1));
        vm.etch(trader, abi.encodePacked(hex"ef0100", address(new KeyWallet(address(1)))));
        settle(fill);
    }

    function _walletFill() private view returns (Fill memory fill) {
        fill = standingFill(1);
        fill.intent.info.swapper = address(_wallet);
        fill.signature = "any";
    }

    function _refusesMode(ModalWallet.Mode mode) private {
        _wallet.setMode(mode);
        _refusedSignature(_walletFill());
    }

    function _refusedSignature(Fill memory fill) private {
        refused(fill, abi.encodeWithSelector(HedgeReactor.SignatureInvalid.selector, fill.intent.info.swapper));
    }
}
