// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {SafeTransferLib} from "solady/utils/SafeTransferLib.sol";
import {TwoStepOwner} from "./access/TwoStepOwner.sol";
import {IERC20} from "./interfaces/external/IERC20.sol";
import {IFiller} from "./interfaces/IFiller.sol";
import {IHedgeReactor} from "./interfaces/IHedgeReactor.sol";
import {IInventoryVault} from "./interfaces/IInventoryVault.sol";
import {ISolverExecutor} from "./interfaces/ISolverExecutor.sol";
import {BalancerHops} from "./libraries/executor/BalancerHops.sol";
import {ExactApproval} from "./libraries/executor/ExactApproval.sol";
import {Floors} from "./libraries/executor/Floors.sol";
import {HopRunner} from "./libraries/executor/HopRunner.sol";
import {UniswapV4Hops} from "./libraries/executor/UniswapV4Hops.sol";
import {Receive, Spend, Standard} from "./types/Intent.sol";
import {Family, Floor, Hop, Plan} from "./types/Plan.sol";
import {Fill, Resolved} from "./types/Settlement.sol";

/// @notice Fills intents with swaps and the vault's stock. A plan names every token it touches and the least it must
///         gain of each; whatever else it says, the transaction reverts unless those floors hold at the end.
contract SolverExecutor is ISolverExecutor, HopRunner, TwoStepOwner {
    using Floors for Floor[];
    using SafeTransferLib for address;

    error OnlySubmitter(address caller);
    error OnlyReactor(address caller);
    error Paused();
    error PlanInFlight(bytes32 planHash);
    error OutsideBlockWindow(uint64 firstBlock, uint64 lastBlock, uint256 blockNumber);
    error DeadlinePassed(uint64 deadline, uint256 timestamp);
    error WrongParent(bytes32 expected, bytes32 actual);
    error NotContained();
    error NoFills();
    error ShareAboveWhole(uint16 shareBps);
    error UnsupportedStandard(uint8 standard);
    error ForbiddenPool(address pool);
    error UnexpectedStage(Stage actual);
    error WrongPlan(bytes32 expected, bytes32 actual);

    /// @dev A plan moves IDLE, AWAITING_CALLBACK, CALLED_BACK, IDLE; the callback is taken once, in the second.
    enum Stage {
        IDLE,
        AWAITING_CALLBACK,
        CALLED_BACK
    }

    address public constant PERMIT2 = 0x000000000022D473030F116dDEE9F6B43aC78BA3;
    uint256 private constant WHOLE_BPS = 10_000;

    address public immutable reactor;
    address public immutable vault;

    bool public paused;
    mapping(address account => bool) public isSubmitter;

    bytes32 private transient _planHash;
    Stage private transient _stage;

    /// @param poolManager_,balancerVault_ zero where the venue does not exist: its hops revert by name
    constructor(
        address reactor_,
        address vault_,
        address weth_,
        address poolManager_,
        address balancerVault_,
        address owner_
    ) UniswapV4Hops(weth_, poolManager_) BalancerHops(balancerVault_) TwoStepOwner(owner_) {
        reactor = reactor_;
        vault = vault_;
    }

    /// @inheritdoc ISolverExecutor
    function settle(Plan calldata plan) external {
        if (!isSubmitter[msg.sender]) revert OnlySubmitter(msg.sender);
        if (paused) revert Paused();
        if (_stage != Stage.IDLE) revert PlanInFlight(_planHash);
        _checkContained(plan.hops, plan.floors);
        _checkWindow(plan);
        _checkTokens(plan);

        bytes32 planHash = keccak256(msg.data[4:]);
        (_planHash, _stage) = (planHash, Stage.AWAITING_CALLBACK);
        uint256[] memory balancesBefore = _balances(plan.floors);
        for (uint256 i; i < plan.draws.length; ++i) {
            IInventoryVault(vault).draw(plan.draws[i].token, plan.draws[i].amount);
        }
        _fill(plan);
        uint256 payment = _payBuilder(plan, balancesBefore);
        _close(plan.floors, balancesBefore);
        // Until here no call gets in: `settle` demands IDLE, and `reactorCallback` the reactor and a stage it left.
        // slither-disable-next-line reentrancy-no-eth
        (_planHash, _stage) = (0, Stage.IDLE);
        emit PlanSettled(planHash, msg.sender, payment);
    }

    /// @inheritdoc IFiller
    /// @dev `data` is the plan as `settle` received it, proved by its hash; a second callback of one plan reverts.
    function reactorCallback(bytes32[] calldata, Resolved[] calldata resolved, bytes calldata data) external {
        if (msg.sender != reactor) revert OnlyReactor(msg.sender);
        if (_stage != Stage.AWAITING_CALLBACK) revert UnexpectedStage(_stage);
        if (keccak256(data) != _planHash) revert WrongPlan(_planHash, keccak256(data));
        _stage = Stage.CALLED_BACK;
        Plan calldata plan = _planIn(data);
        for (uint256 i; i < plan.hops.length; ++i) {
            _run(plan.hops[i]);
        }
        _approveReceives(plan, resolved);
    }

    /// @inheritdoc ISolverExecutor
    function pause() external {
        if (!isSubmitter[msg.sender]) _checkOwner();
        paused = true;
        emit PauseSet(true);
    }

    /// @inheritdoc ISolverExecutor
    function unpause() external {
        _checkOwner();
        paused = false;
        emit PauseSet(false);
    }

    /// @inheritdoc ISolverExecutor
    function setSubmitter(address submitter, bool allowed) external {
        _checkOwner();
        isSubmitter[submitter] = allowed;
        emit SubmitterSet(submitter, allowed);
    }

    /// @inheritdoc ISolverExecutor
    function sweep(address token, address to) external {
        _checkOwner();
        if (token == address(0)) to.safeTransferAllETH();
        else token.safeTransferAll(to);
    }

    function transferOwnership(address next) public override(ISolverExecutor, TwoStepOwner) {
        super.transferOwnership(next);
    }

    function acceptOwnership() public override(ISolverExecutor, TwoStepOwner) {
        super.acceptOwnership();
    }

    /// @dev Calldata offsets may be negative. What precedes the plan is not the same bytes in the callback, so hops or
    ///      floors found there, or their count, would be checked here and be others there.
    function _checkContained(Hop[] calldata hops, Floor[] calldata floors) private pure {
        bool contained;
        assembly ("memory-safe") {
            // After the selector comes at least the count, in the word before the first element.
            function within(start) -> inside {
                inside := and(gt(start, 35), iszero(gt(start, calldatasize())))
            }
            contained := and(within(hops.offset), within(floors.offset))
        }
        if (!contained) revert NotContained();
    }

    /// @dev A private transaction that a reorganisation makes public must not land later or on another branch.
    function _checkWindow(Plan calldata plan) private view {
        if (block.number < plan.firstBlock || block.number > plan.lastBlock) {
            revert OutsideBlockWindow(plan.firstBlock, plan.lastBlock, block.number);
        }
        if (block.timestamp > plan.deadline) revert DeadlinePassed(plan.deadline, block.timestamp);
        if (plan.parentHash != 0 && blockhash(block.number - 1) != plan.parentHash) {
            revert WrongParent(plan.parentHash, blockhash(block.number - 1));
        }
    }

    /// @dev Every token that moves has a floor, and no hop calls a contract that guards or is a token.
    function _checkTokens(Plan calldata plan) private view {
        if (plan.fills.length == 0) revert NoFills();
        if (plan.builderShareBps > WHOLE_BPS) revert ShareAboveWhole(plan.builderShareBps);
        for (uint256 i; i < plan.draws.length; ++i) {
            plan.floors.indexOf(plan.draws[i].token);
        }
        for (uint256 i; i < plan.hops.length; ++i) {
            Hop calldata hop = plan.hops[i];
            plan.floors.indexOf(hop.tokenIn);
            plan.floors.indexOf(hop.tokenOut);
            if (_isForbidden(hop) || plan.floors.contains(hop.pool)) revert ForbiddenPool(hop.pool);
        }
        for (uint256 i; i < plan.fills.length; ++i) {
            _checkFillTokens(plan.floors, plan.fills[i]);
        }
    }

    /// @dev Contracts that guard, and venues that only hops of their own kind may call.
    function _isForbidden(Hop calldata hop) private view returns (bool) {
        address pool = hop.pool;
        if (pool == reactor || pool == vault || pool == PERMIT2 || pool == balancerVault) return true;
        return pool == poolManager && hop.family != uint8(Family.UNISWAP_V4);
    }

    function _checkFillTokens(Floor[] calldata floors, Fill calldata fill) private pure {
        Spend[] calldata spends = fill.intent.spends;
        for (uint256 i; i < spends.length; ++i) {
            floors.indexOf(spends[i].token);
        }
        Receive[] calldata receives = fill.intent.receives;
        for (uint256 j; j < receives.length; ++j) {
            // An amount approved to an ERC721 would be a token id.
            if (receives[j].standard != uint8(Standard.ERC20)) revert UnsupportedStandard(receives[j].standard);
            floors.indexOf(receives[j].token);
        }
    }

    function _fill(Plan calldata plan) private {
        if (plan.fills.length == 1) IHedgeReactor(reactor).execute(plan.fills[0], msg.data[4:]);
        else IHedgeReactor(reactor).executeBatch(plan.fills, msg.data[4:]);
        if (_stage != Stage.CALLED_BACK) revert UnexpectedStage(_stage);
        for (uint256 i; i < plan.floors.length; ++i) {
            ExactApproval.revoke(plan.floors[i].token, reactor);
        }
    }

    /// @dev One approval a token: several receives of it are summed, since a second approval would replace the first.
    function _approveReceives(Plan calldata plan, Resolved[] calldata resolved) private {
        for (uint256 i; i < plan.floors.length; ++i) {
            address token = plan.floors[i].token;
            uint256 owed;
            for (uint256 k; k < plan.fills.length; ++k) {
                owed += _owedOf(token, plan.fills[k].intent.receives, resolved[k].receives);
            }
            if (owed != 0) ExactApproval.grant(token, reactor, owed);
        }
    }

    function _owedOf(address token, Receive[] calldata receives, uint256[] calldata amounts)
        private
        pure
        returns (uint256 owed)
    {
        for (uint256 j; j < receives.length; ++j) {
            if (receives[j].token == token) owed += amounts[j];
        }
    }

    /// @dev Pays the smaller of the share and the cap out of the WETH gained; the floors are checked after it.
    function _payBuilder(Plan calldata plan, uint256[] memory balancesBefore) private returns (uint256 payment) {
        if (plan.maxBuilderPaymentWei == 0) return 0;
        uint256 balanceBefore = balancesBefore[plan.floors.indexOf(weth)];
        uint256 balance = _balance(weth);
        if (balance <= balanceBefore) return 0;
        payment = (balance - balanceBefore) * plan.builderShareBps / WHOLE_BPS;
        if (payment > plan.maxBuilderPaymentWei) payment = plan.maxBuilderPaymentWei;
        if (payment != 0) weth.safeTransfer(block.coinbase, payment);
    }

    /// @dev Everything goes to the vault first: what a token withholds on the way counts against its floor.
    function _close(Floor[] calldata floors, uint256[] memory balancesBefore) private {
        for (uint256 i; i < floors.length; ++i) {
            address token = floors[i].token;
            uint256 left = IERC20(token).balanceOf(address(this));
            if (left != 0) token.safeTransfer(vault, left);
        }
        for (uint256 i; i < floors.length; ++i) {
            Floors.check(floors[i], balancesBefore[i], IERC20(floors[i].token).balanceOf(vault));
        }
    }

    function _balances(Floor[] calldata floors) private view returns (uint256[] memory balances) {
        balances = new uint256[](floors.length);
        for (uint256 i; i < floors.length; ++i) {
            balances[i] = _balance(floors[i].token);
        }
    }

    /// @dev Reverts where the token does: a failed read taken for zero would later look like a gain.
    function _balance(address token) private view returns (uint256) {
        return IERC20(token).balanceOf(address(this)) + IERC20(token).balanceOf(vault);
    }

    /// @dev `data` is abi.encode(plan), so its first word is the plan's offset.
    function _planIn(bytes calldata data) private pure returns (Plan calldata plan) {
        assembly ("memory-safe") {
            plan := add(data.offset, calldataload(data.offset))
        }
    }
}
