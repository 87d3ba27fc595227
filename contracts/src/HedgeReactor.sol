// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IFiller} from "./interfaces/IFiller.sol";
import {IHedgeReactor} from "./interfaces/IHedgeReactor.sol";
import {IPermit2} from "./interfaces/IPermit2.sol";
import {Cosigning} from "./libraries/Cosigning.sol";
import {Delivery} from "./libraries/Delivery.sol";
import {Eip712Words} from "./libraries/Eip712Words.sol";
import {IntentChecks} from "./libraries/IntentChecks.sol";
import {IntentHash} from "./libraries/IntentHash.sol";
import {IntentTypes} from "./libraries/IntentTypes.sol";
import {Limits} from "./libraries/Limits.sol";
import {ResolverCalls} from "./libraries/ResolverCalls.sol";
import {Signatures} from "./libraries/Signatures.sol";
import {StandingBook, StandingFills} from "./libraries/StandingBook.sol";
import {TermsHash} from "./libraries/TermsHash.sol";
import {Authorization, IntentCore, OrderInfo, Receive, Spend, Standard} from "./types/Intent.sol";
import {Fill, FillState, Resolved} from "./types/Settlement.sol";

/// @title HedgeReactor
/// @notice Settles signed hedge intents and enforces every limit that protects the trader.
/// @dev No owner, no upgrade, no delegatecall, no call a caller composes; no token and no allowance ever rests here.
///      Order of work: check, resolve, clamp and record every intent; pull the spends; one callback; take the receives.
contract HedgeReactor is IHedgeReactor {
    using StandingBook for StandingFills;

    error Locked();
    error TermsCountRefused(uint256 count);
    error TermsMismatch(bytes32 termsHash);
    error NonceCancelled(uint256 nonce);
    error IssuedBeforeCancellation(uint64 issuedAt);
    error IssuedInFuture(uint64 issuedAt);
    error UnexpectedFill(uint32 expected, uint32 fills);
    error NoFillsLeft(uint32 maxFills);
    error DuplicateIntent(bytes32 intentHash);
    error DuplicatePosition(address token, uint256 id);
    error SignatureInvalid(address swapper);
    error SpendAboveUint160(uint256 index, uint256 amount);
    error PositionIdsMismatch(uint256 given, uint256 needed);

    bytes32 private constant DOMAIN_TYPE =
        keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");

    IPermit2 public immutable permit2;
    uint256 private immutable _deployedChainId;
    bytes32 private immutable _deployedDomain;

    mapping(bytes32 intentHash => StandingFills) private _standing;
    /// @inheritdoc IHedgeReactor
    mapping(address swapper => mapping(uint256 nonce => bool)) public isCancelled;

    /// @inheritdoc IHedgeReactor
    mapping(address swapper => uint64) public minIssuedAt;

    /// @dev Odd while a call is under way. It differs between the calls of one transaction, so a mark in transient
    ///      storage belongs to one call and needs no cleaning.
    uint256 private transient _epoch;

    modifier locked() {
        _enter();
        _;
        ++_epoch;
    }

    constructor(IPermit2 permit2_) {
        permit2 = permit2_;
        _deployedChainId = block.chainid;
        _deployedDomain = _domain();
    }

    // ---------------------------------------------------------------- entry points

    /// @inheritdoc IHedgeReactor
    function execute(Fill calldata fill, bytes calldata callbackData) external locked {
        bytes32[] memory hashes = new bytes32[](1);
        Resolved[] memory resolved = new Resolved[](1);
        (hashes[0], resolved[0]) = _prepare(fill);
        _pull(fill, hashes[0], resolved[0].spend);
        if (callbackData.length != 0) IFiller(msg.sender).reactorCallback(hashes, resolved, callbackData);
        _deliver(fill, hashes[0], resolved[0]);
    }

    /// @inheritdoc IHedgeReactor
    function executeBatch(Fill[] calldata fills, bytes calldata callbackData) external locked {
        bytes32[] memory hashes = new bytes32[](fills.length);
        Resolved[] memory resolved = new Resolved[](fills.length);
        for (uint256 i; i < fills.length; ++i) {
            (hashes[i], resolved[i]) = _prepare(fills[i]);
            for (uint256 k; k < i; ++k) {
                if (hashes[k] == hashes[i]) revert DuplicateIntent(hashes[i]);
            }
        }
        for (uint256 i; i < fills.length; ++i) {
            _pull(fills[i], hashes[i], resolved[i].spend);
        }
        if (callbackData.length != 0) IFiller(msg.sender).reactorCallback(hashes, resolved, callbackData);
        for (uint256 i; i < fills.length; ++i) {
            _deliver(fills[i], hashes[i], resolved[i]);
        }
    }

    /// @inheritdoc IHedgeReactor
    function cancel(uint256[] calldata standingNonces) external locked {
        for (uint256 i; i < standingNonces.length; ++i) {
            uint256 nonce = standingNonces[i];
            isCancelled[msg.sender][nonce] = true;
            emit Cancelled(msg.sender, nonce);
        }
    }

    /// @inheritdoc IHedgeReactor
    function cancelIssuedBefore(uint64 issuedAt) external locked {
        if (issuedAt <= minIssuedAt[msg.sender]) return;
        minIssuedAt[msg.sender] = issuedAt;
        emit CancelledIssuedBefore(msg.sender, issuedAt);
    }

    // ---------------------------------------------------------------- views

    /// @inheritdoc IHedgeReactor
    function stateOf(bytes32 intentHash, uint256 spends)
        external
        view
        returns (FillState memory state, uint256[] memory spentTotal)
    {
        state = _standing[intentHash].load();
        spentTotal = new uint256[](spends);
        for (uint256 i; i < spends; ++i) {
            spentTotal[i] = _standing[intentHash].spent[i];
        }
    }

    /// @notice EIP-712 domain of STANDING intents and of every cosignature.
    function DOMAIN_SEPARATOR() public view returns (bytes32) {
        return block.chainid == _deployedChainId ? _deployedDomain : _domain();
    }

    // ---------------------------------------------------------------- check, resolve, clamp, record

    function _prepare(Fill calldata fill) private returns (bytes32 intentHash, Resolved memory resolved) {
        IntentCore calldata intent = fill.intent;
        IntentChecks.check(intent, msg.sender);
        _checkTerms(fill);
        intentHash = IntentHash.hash(intent, fill.termsHash);
        bool standing = _isStanding(intent.info);
        FillState memory state;
        if (standing) {
            _checkNotCancelled(intent.info);
            state = _standing[intentHash].load();
        }
        if (fill.expectedFill != state.fills) revert UnexpectedFill(fill.expectedFill, state.fills);
        if (state.fills >= intent.info.maxFills) revert NoFillsLeft(intent.info.maxFills);
        Cosigning.check(fill, intent, intentHash, DOMAIN_SEPARATOR());
        resolved = ResolverCalls.resolve(fill, state);
        Cosigning.tighten(fill, intent, resolved);
        Limits.check(intent, resolved);
        // A ONE_SHOT intent is used up by its Permit2 nonce.
        if (standing) _standing[intentHash].record(state, intent.spends, resolved);
    }

    function _checkTerms(Fill calldata fill) private pure {
        if (fill.terms.length == 0) return;
        if (fill.terms.length != 1) revert TermsCountRefused(fill.terms.length);
        if (TermsHash.hash(fill.terms[0]) != fill.termsHash) revert TermsMismatch(fill.termsHash);
    }

    function _checkNotCancelled(OrderInfo calldata info) private view {
        if (isCancelled[info.swapper][info.nonce]) revert NonceCancelled(info.nonce);
        if (info.issuedAt < minIssuedAt[info.swapper]) revert IssuedBeforeCancellation(info.issuedAt);
        // Dated ahead, it would outlive a cancelIssuedBefore of now while already being filled.
        if (info.issuedAt > block.timestamp) revert IssuedInFuture(info.issuedAt);
    }

    // ---------------------------------------------------------------- pull the spends

    function _pull(Fill calldata fill, bytes32 intentHash, uint256[] memory amounts) private {
        if (_isStanding(fill.intent.info)) _pullStanding(fill, intentHash, amounts);
        else if (amounts.length == 1) _pullSingle(fill, intentHash, amounts[0]);
        else _pullBatch(fill, intentHash, amounts);
    }

    function _pullSingle(Fill calldata fill, bytes32 intentHash, uint256 amount) private {
        OrderInfo calldata info = fill.intent.info;
        permit2.permitWitnessTransferFrom(
            IPermit2.PermitTransferFrom(_permitted(fill.intent.spends[0]), info.nonce, info.deadline),
            IPermit2.SignatureTransferDetails(msg.sender, amount),
            info.swapper,
            intentHash,
            _witnessType(),
            fill.signature
        );
    }

    function _pullBatch(Fill calldata fill, bytes32 intentHash, uint256[] memory amounts) private {
        OrderInfo calldata info = fill.intent.info;
        IPermit2.TokenPermissions[] memory permitted = new IPermit2.TokenPermissions[](amounts.length);
        IPermit2.SignatureTransferDetails[] memory details = new IPermit2.SignatureTransferDetails[](amounts.length);
        for (uint256 i; i < amounts.length; ++i) {
            permitted[i] = _permitted(fill.intent.spends[i]);
            details[i] = IPermit2.SignatureTransferDetails(msg.sender, amounts[i]);
        }
        permit2.permitWitnessTransferFrom(
            IPermit2.PermitBatchTransferFrom(permitted, info.nonce, info.deadline),
            details,
            info.swapper,
            intentHash,
            _witnessType(),
            fill.signature
        );
    }

    function _pullStanding(Fill calldata fill, bytes32 intentHash, uint256[] memory amounts) private {
        address swapper = fill.intent.info.swapper;
        bytes32 digest = Eip712Words.typedDigest(DOMAIN_SEPARATOR(), intentHash);
        if (!Signatures.isValid(swapper, digest, fill.signature)) revert SignatureInvalid(swapper);
        for (uint256 i; i < amounts.length; ++i) {
            if (amounts[i] == 0) continue;
            if (amounts[i] > type(uint160).max) revert SpendAboveUint160(i, amounts[i]);
            permit2.transferFrom(swapper, msg.sender, uint160(amounts[i]), fill.intent.spends[i].token);
        }
    }

    function _permitted(Spend calldata spend) private pure returns (IPermit2.TokenPermissions memory) {
        return IPermit2.TokenPermissions(spend.token, spend.maxTotal);
    }

    /// @dev One copy of the long literal in the bytecode.
    function _witnessType() private pure returns (string memory) {
        return IntentTypes.WITNESS;
    }

    // ---------------------------------------------------------------- take the receives

    function _deliver(Fill calldata fill, bytes32 intentHash, Resolved memory resolved) private {
        Receive[] calldata receives = fill.intent.receives;
        uint256 positions;
        for (uint256 j; j < receives.length; ++j) {
            if (receives[j].standard == uint8(Standard.ERC721_POSITION)) {
                if (resolved.receives[j] != 0) _deliverPosition(fill, j, positions++);
            } else if (resolved.receives[j] != 0) {
                Delivery.deliverToken(receives[j].token, receives[j].recipient, resolved.receives[j]);
            }
        }
        if (positions != fill.positionIds.length) revert PositionIdsMismatch(fill.positionIds.length, positions);
        emit Settled(
            intentHash, msg.sender, fill.intent.info.swapper, fill.expectedFill, resolved.spend, resolved.receives
        );
    }

    function _deliverPosition(Fill calldata fill, uint256 receiveIndex, uint256 position) private {
        if (position >= fill.positionIds.length) revert PositionIdsMismatch(fill.positionIds.length, position + 1);
        Receive calldata want = fill.intent.receives[receiveIndex];
        uint256 id = fill.positionIds[position];
        _markDelivered(want.token, id);
        Delivery.deliverPosition(want.token, want.recipient, id);
        ResolverCalls.checkPosition(fill.intent, receiveIndex, id);
    }

    function _markDelivered(address token, uint256 id) private {
        bytes32 slot = keccak256(abi.encode(token, id));
        uint256 epoch = _epoch;
        uint256 mark;
        assembly ("memory-safe") {
            mark := tload(slot)
            tstore(slot, epoch)
        }
        if (mark == epoch) revert DuplicatePosition(token, id);
    }

    // ---------------------------------------------------------------- lock and domain

    function _enter() private {
        if (_epoch & 1 == 1) revert Locked();
        ++_epoch;
    }

    function _isStanding(OrderInfo calldata info) private pure returns (bool) {
        return info.authorization == uint8(Authorization.STANDING);
    }

    function _domain() private view returns (bytes32) {
        return
            keccak256(abi.encode(DOMAIN_TYPE, keccak256("HedgeReactor"), keccak256("1"), block.chainid, address(this)));
    }
}
