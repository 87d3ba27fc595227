// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Signatures} from "../../src/libraries/Signatures.sol";
import {KeyWallet, ModalWallet} from "../mocks/ReactorWallets.sol";
import {ReactorSigner} from "../utils/ReactorSigner.sol";

/// @notice S5 at the library.
contract SignaturesTest is ReactorSigner {
    bytes32 private constant DIGEST = keccak256("digest");

    function isValid(address signer, bytes32 digest, bytes calldata signature) external view returns (bool) {
        return Signatures.isValid(signer, digest, signature);
    }

    function test_fuzz_S5_isValid_acceptsTheKeyAndNothingElse(uint256 key, uint256 other, bytes32 digest) public view {
        key = bound(key, 1, CURVE_ORDER - 1);
        other = bound(other, 1, CURVE_ORDER - 1);
        vm.assume(key != other);
        address signer = vm.addr(key);
        assertTrue(this.isValid(signer, digest, rsv(key, digest)));
        assertFalse(this.isValid(signer, digest, rsv(other, digest)));
        assertFalse(this.isValid(signer, ~digest, rsv(key, digest)));
        assertFalse(this.isValid(signer, digest, rsvHighS(key, digest)));
        assertFalse(this.isValid(signer, digest, rsCompact(key, digest)));
    }

    function test_S5_isValid_refusesTheZeroAddress() public view {
        bytes memory unrecoverable = abi.encodePacked(bytes32(uint256(1)), bytes32(uint256(1)), uint8(99));
        assertFalse(this.isValid(address(0), DIGEST, unrecoverable));
    }

    function test_S5_isValid_refusesOneByteMore() public view {
        bytes memory signature = bytes.concat(rsv(TRADER_KEY, DIGEST), hex"00");
        assertFalse(this.isValid(vm.addr(TRADER_KEY), DIGEST, signature));
    }

    function test_S5_isValid_asksCodeWhenTheKeyDidNotSign() public {
        address wallet = address(new KeyWallet(vm.addr(TRADER_KEY)));
        assertTrue(this.isValid(wallet, DIGEST, rsv(TRADER_KEY, DIGEST)));
        assertFalse(this.isValid(wallet, DIGEST, rsv(COSIGNER_KEY, DIGEST)));
    }

    function test_S5_isValid_refusesEveryAnswerButTheMagicWord() public {
        ModalWallet wallet = new ModalWallet();
        assertTrue(this.isValid(address(wallet), DIGEST, ""));
        for (uint8 mode = 1; mode <= uint8(ModalWallet.Mode.BURN_GAS); ++mode) {
            wallet.setMode(ModalWallet.Mode(mode));
            assertFalse(this.isValid(address(wallet), DIGEST, ""), vm.toString(mode));
        }
    }
}
