// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IUnlockCallback, PoolKey, SwapParams} from "../../src/interfaces/external/IPoolManager.sol";
import {SandboxToken} from "../../src/sandbox/SandboxToken.sol";
import {TokenLedger} from "../../src/sandbox/TokenLedger.sol";

/// @dev A PoolManager that misbehaves towards its caller in one way at a time. Honest, it pays `OUT` for any input.
contract ExecutorRogueManager {
    enum Mode {
        HONEST,
        SILENT,
        TWICE,
        OTHER_DATA,
        ACCOMPLICE,
        OWES_MORE,
        OWES_LESS,
        TAKES_BOTH,
        PAYS_NOTHING
    }

    int256 public constant OUT = 10e18;
    ExecutorUnlocker public immutable accomplice = new ExecutorUnlocker();
    Mode public mode;

    function setMode(Mode mode_) external {
        mode = mode_;
    }

    function unlock(bytes calldata data) external returns (bytes memory result) {
        if (mode == Mode.SILENT) return "";
        if (mode == Mode.ACCOMPLICE) accomplice.unlock(msg.sender, data);
        bytes memory sent = mode == Mode.OTHER_DATA ? bytes.concat(data, hex"00") : data;
        result = IUnlockCallback(msg.sender).unlockCallback(sent);
        if (mode == Mode.TWICE) IUnlockCallback(msg.sender).unlockCallback(data);
    }

    function swap(PoolKey calldata, SwapParams calldata params, bytes calldata) external view returns (int256) {
        int256 amountIn = params.amountSpecified;
        if (mode == Mode.OWES_MORE) --amountIn;
        if (mode == Mode.OWES_LESS) ++amountIn;
        int256 amountOut = mode == Mode.TAKES_BOTH ? -OUT : OUT;
        (int256 amount0, int256 amount1) = params.zeroForOne ? (amountIn, amountOut) : (amountOut, amountIn);
        return (amount0 << 128) | (amount1 & ((1 << 128) - 1));
    }

    function sync(address) external {}

    function settle() external payable returns (uint256) {}

    function take(address currency, address to, uint256 amount) external {
        if (mode != Mode.PAYS_NOTHING) require(SandboxToken(currency).transfer(to, amount));
    }
}

contract ExecutorUnlocker {
    function unlock(address executor, bytes calldata data) external {
        IUnlockCallback(executor).unlockCallback(data);
    }
}

interface IManagerOfThieves {
    function settle() external payable returns (uint256 paid);
    function take(address currency, address to, uint256 amount) external;
}

/// @dev A token that, once armed, claims every payment of it to the manager for itself.
contract ExecutorThievingToken is TokenLedger {
    IManagerOfThieves private _manager;

    constructor() TokenLedger("Thief", "THIEF", 18, msg.sender) {}

    function arm(address manager) external {
        _manager = IManagerOfThieves(manager);
    }

    function transfer(address to, uint256 amount) external returns (bool) {
        _move(msg.sender, to, amount);
        if (to != address(_manager)) return true;
        uint256 paid = _manager.settle();
        _manager.take(address(this), address(this), paid);
        return true;
    }
}
