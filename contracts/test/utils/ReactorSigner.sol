// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {HedgeReactor} from "../../src/HedgeReactor.sol";
import {IPermit2} from "../../src/interfaces/IPermit2.sol";
import {CosignatureHash} from "../../src/libraries/CosignatureHash.sol";
import {Eip712Words} from "../../src/libraries/Eip712Words.sol";
import {IntentHash} from "../../src/libraries/IntentHash.sol";
import {IntentTypes} from "../../src/libraries/IntentTypes.sol";
import {TermsHash} from "../../src/libraries/TermsHash.sol";
import {Authorization, HedgeTerms, IntentCore, Spend} from "../../src/types/Intent.sol";
import {Cosignature, Fill} from "../../src/types/Settlement.sol";
import {ReactorArtifacts} from "./ReactorArtifacts.sol";

/// @notice Gives the calldata libraries an address, so that tests can hash values held in memory.
contract ReactorHasher {
    function intent(IntentCore calldata core, bytes32 termsHash) external pure returns (bytes32) {
        return IntentHash.hash(core, termsHash);
    }

    function terms(HedgeTerms calldata value) external pure returns (bytes32) {
        return TermsHash.hash(value);
    }

    function cosignature(Cosignature calldata value) external pure returns (bytes32) {
        return CosignatureHash.hash(value);
    }
}

/// @notice Signs as a wallet would: Permit2 witness for ONE_SHOT, the reactor's domain for STANDING and cosignatures.
abstract contract ReactorSigner is ReactorArtifacts {
    bytes32 internal constant TOKEN_PERMISSIONS = keccak256("TokenPermissions(address token,uint256 amount)");
    uint256 internal constant TRADER_KEY = 0xA11CE;
    uint256 internal constant COSIGNER_KEY = 0xC0516;
    uint256 internal constant CURVE_ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141;

    IPermit2 internal permit2;
    HedgeReactor internal reactor;
    ReactorHasher internal hasher;

    function idOf(Fill memory fill) internal view returns (bytes32) {
        return hasher.intent(fill.intent, fill.termsHash);
    }

    function sign(Fill memory fill) internal view returns (Fill memory) {
        return signAs(TRADER_KEY, fill);
    }

    function signAs(uint256 key, Fill memory fill) internal view returns (Fill memory) {
        fill.signature = rsv(key, digestOf(fill));
        return fill;
    }

    function cosign(Fill memory fill) internal view returns (Fill memory) {
        fill.cosignature = rsv(COSIGNER_KEY, reactorDigest(hasher.cosignature(fill.cosigned[0])));
        return fill;
    }

    function rsv(uint256 key, bytes32 digest) internal pure returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, digest);
        return abi.encodePacked(r, s, v);
    }

    /// @dev The other valid signature of the same digest, with s above half the curve order.
    function rsvHighS(uint256 key, bytes32 digest) internal pure returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, digest);
        return abi.encodePacked(r, CURVE_ORDER - uint256(s), v == 27 ? uint8(28) : uint8(27));
    }

    /// @dev EIP-2098: the parity of v in the top bit of s.
    function rsCompact(uint256 key, bytes32 digest) internal pure returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, digest);
        return abi.encodePacked(r, uint256(s) | (v == 28 ? uint256(2) ** 255 : 0));
    }

    function digestOf(Fill memory fill) internal view returns (bytes32) {
        bool oneShot = fill.intent.info.authorization == uint8(Authorization.ONE_SHOT);
        return oneShot ? permitDigest(fill) : reactorDigest(idOf(fill));
    }

    function reactorDigest(bytes32 structHash) internal view returns (bytes32) {
        return Eip712Words.typedDigest(reactor.DOMAIN_SEPARATOR(), structHash);
    }

    function permitDigest(Fill memory fill) internal view returns (bytes32) {
        return Eip712Words.typedDigest(permit2.DOMAIN_SEPARATOR(), permitHash(fill, address(reactor)));
    }

    function permitHash(Fill memory fill, address spender) internal view returns (bytes32) {
        bytes32[] memory permitted = new bytes32[](fill.intent.spends.length);
        for (uint256 i; i < permitted.length; ++i) {
            Spend memory spend = fill.intent.spends[i];
            permitted[i] = keccak256(abi.encode(TOKEN_PERMISSIONS, spend.token, spend.maxTotal));
        }
        bool single = permitted.length == 1;
        string memory stub = single
            ? "PermitWitnessTransferFrom(TokenPermissions permitted"
            : "PermitBatchWitnessTransferFrom(TokenPermissions[] permitted";
        string memory tail = ",address spender,uint256 nonce,uint256 deadline,";
        return keccak256(
            abi.encode(
                keccak256(bytes(string.concat(stub, tail, IntentTypes.WITNESS))),
                single ? permitted[0] : keccak256(abi.encodePacked(permitted)),
                spender,
                fill.intent.info.nonce,
                uint256(fill.intent.info.deadline),
                idOf(fill)
            )
        );
    }
}
