// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {StandardToken} from "./ReactorTokens.sol";

/// @notice An ERC-1271 wallet that answers as it is told.
contract ModalWallet {
    enum Mode {
        ACCEPT,
        REFUSE,
        REVERT,
        SHORT_ANSWER,
        PADDED_LEFT,
        BOMB,
        BURN_GAS,
        RE_ENTER
    }

    bytes4 private constant MAGIC = 0x1626ba7e;

    Mode public mode;
    address private _target;
    bytes private _call;

    function setMode(Mode mode_) external {
        mode = mode_;
    }

    function setCall(address target, bytes calldata call_) external {
        (mode, _target, _call) = (Mode.RE_ENTER, target, call_);
    }

    function approve(StandardToken token, address spender) external {
        token.approve(spender, type(uint256).max);
    }

    function isValidSignature(bytes32, bytes calldata) external returns (bytes4) {
        if (mode == Mode.REVERT) revert();
        if (mode == Mode.REFUSE) return 0xffffffff;
        if (mode == Mode.RE_ENTER) {
            (bool ok,) = _target.call(_call);
            // Says no if it got through, so that the outer fill shows it.
            return ok ? bytes4(0xffffffff) : MAGIC;
        }
        if (mode != Mode.ACCEPT) _misbehave(mode);
        return MAGIC;
    }

    function _misbehave(Mode chosen) private pure {
        bytes32 magic = MAGIC;
        if (chosen == Mode.PADDED_LEFT) magic >>= 224;
        uint256 size = chosen == Mode.SHORT_ANSWER ? 4 : chosen == Mode.BOMB ? 300_000 : 32;
        if (chosen == Mode.BOMB) magic = 0;
        if (chosen == Mode.BURN_GAS) {
            assembly ("memory-safe") {
                invalid()
            }
        }
        assembly {
            mstore(0, magic)
            return(0, size)
        }
    }
}

/// @notice Accepts the signature of one key, as a smart account does; its code suits EIP-7702 delegation.
contract KeyWallet {
    address public immutable key;

    constructor(address key_) {
        key = key_;
    }

    function isValidSignature(bytes32 digest, bytes calldata signature) external view returns (bytes4) {
        (bytes32 r, bytes32 s) = abi.decode(signature[:64], (bytes32, bytes32));
        return ecrecover(digest, uint8(signature[64]), r, s) == key ? bytes4(0x1626ba7e) : bytes4(0);
    }
}
