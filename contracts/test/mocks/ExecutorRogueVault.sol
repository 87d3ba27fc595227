// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IBalancerVault} from "../../src/interfaces/external/IBalancerVault.sol";
import {ISolverExecutor} from "../../src/interfaces/ISolverExecutor.sol";
import {SandboxToken} from "../../src/sandbox/SandboxToken.sol";
import {Plan} from "../../src/types/Plan.sol";

/// @dev A Balancer Vault that misbehaves towards its caller in one way at a time. Honest, it pays `OUT` for any input.
contract ExecutorRogueVault {
    enum Mode {
        HONEST,
        TAKES_HALF,
        TAKES_MORE,
        PAYS_NOTHING,
        SETTLES
    }

    uint256 public constant OUT = 10e18;
    Mode public mode;
    bytes private _settle;

    function setMode(Mode mode_) external {
        mode = mode_;
    }

    function prepare(Plan calldata plan) external {
        _settle = abi.encodeCall(ISolverExecutor.settle, (plan));
    }

    function swap(
        IBalancerVault.SingleSwap calldata single,
        IBalancerVault.FundManagement calldata funds,
        uint256,
        uint256
    ) external payable returns (uint256) {
        uint256 taken = single.amount;
        if (mode == Mode.TAKES_HALF) taken /= 2;
        if (mode == Mode.TAKES_MORE) ++taken;
        if (mode == Mode.SETTLES) _settleAnother();
        require(SandboxToken(single.assetIn).transferFrom(funds.sender, address(this), taken));
        if (mode != Mode.PAYS_NOTHING) require(SandboxToken(single.assetOut).transfer(funds.recipient, OUT));
        return OUT;
    }

    function _settleAnother() private {
        (bool ok, bytes memory reason) = msg.sender.call(_settle);
        if (ok) return;
        assembly ("memory-safe") {
            revert(add(reason, 0x20), mload(reason))
        }
    }
}
