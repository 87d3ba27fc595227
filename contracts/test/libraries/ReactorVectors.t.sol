// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {HedgeReactor} from "../../src/HedgeReactor.sol";
import {IPermit2} from "../../src/interfaces/IPermit2.sol";
import {Eip712Words} from "../../src/libraries/Eip712Words.sol";
import {HedgeTerms, IntentCore} from "../../src/types/Intent.sol";
import {Cosignature, Fill} from "../../src/types/Settlement.sol";
import {ReactorHasher, ReactorSigner} from "../utils/ReactorSigner.sol";

/// @notice Our hashes of every kind of intent equal eth-account's, in the domains of the deployed contracts.
contract ReactorVectorsTest is ReactorSigner {
    address private constant PERMIT2 = 0x000000000022D473030F116dDEE9F6B43aC78BA3;
    uint256 private constant KINDS = 8;

    string private _json;

    function setUp() public {
        vm.chainId(1);
        _json = vm.readFile("contracts/test/vectors/eip712.json");
        permit2 = IPermit2(PERMIT2);
        deployArtifactTo("Permit2", "", PERMIT2);
        address where = vm.parseJsonAddress(_json, ".reactorDomain.verifyingContract");
        deployCodeTo("HedgeReactor.sol:HedgeReactor", abi.encode(PERMIT2), where);
        reactor = HedgeReactor(where);
        hasher = new ReactorHasher();
    }

    function test_hashes_equalThoseOfEthAccount() public view {
        for (uint256 i; i < KINDS; ++i) {
            _compare(i);
        }
        assertFalse(
            vm.keyExistsJson(_json, string.concat(".cases[", vm.toString(KINDS), "]")), "a case is not compared"
        );
    }

    function _compare(uint256 i) private view {
        string memory kind = vm.parseJsonString(_json, _path(i, "kind"));
        HedgeTerms memory terms;
        Cosignature memory award;
        Fill memory fill;
        bytes memory encoded = vm.parseJsonBytes(_json, _path(i, "encoded"));
        (fill.intent, terms, award) = abi.decode(encoded, (IntentCore, HedgeTerms, Cosignature));
        assertEq(keccak256(abi.encode(fill.intent, terms, award)), keccak256(encoded), kind);
        fill.termsHash = hasher.terms(terms);
        assertEq(fill.termsHash, _hash(i, "termsHash"), kind);
        assertEq(idOf(fill), _hash(i, "intentHash"), kind);
        assertEq(reactorDigest(idOf(fill)), _hash(i, "reactorDigest"), kind);
        assertEq(permitDigest(fill), _hash(i, "permitDigest"), kind);
        assertEq(reactorDigest(hasher.cosignature(award)), _hash(i, "cosignatureDigest"), kind);
    }

    function _hash(uint256 i, string memory key) private view returns (bytes32) {
        return vm.parseJsonBytes32(_json, _path(i, key));
    }

    function _path(uint256 i, string memory key) private pure returns (string memory) {
        return string.concat(".cases[", vm.toString(i), "].", key);
    }

    function test_DOMAIN_SEPARATOR_followsTheChainId() public {
        bytes32 before = reactor.DOMAIN_SEPARATOR();
        vm.chainId(5);
        bytes32 typeHash =
            keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");
        bytes32 expected =
            keccak256(abi.encode(typeHash, keccak256("HedgeReactor"), keccak256("1"), 5, address(reactor)));
        assertEq(reactor.DOMAIN_SEPARATOR(), expected);
        assertNotEq(before, expected);
        assertNotEq(Eip712Words.typedDigest(before, 0), Eip712Words.typedDigest(expected, 0));
    }
}
