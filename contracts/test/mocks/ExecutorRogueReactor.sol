// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IFiller} from "../../src/interfaces/IFiller.sol";
import {Fill, Resolved} from "../../src/types/Settlement.sol";
import {SandboxToken} from "../../src/sandbox/SandboxToken.sol";

/// @dev A reactor that misbehaves towards its caller in one way at a time. It pulls nothing from anyone.
contract ExecutorRogueReactor {
    enum Mode {
        HONEST,
        SILENT,
        TWICE,
        OTHER_DATA,
        TAKES_HALF
    }

    Mode public mode;

    function setMode(Mode mode_) external {
        mode = mode_;
    }

    function execute(Fill calldata fill, bytes calldata data) external {
        if (mode == Mode.SILENT) return;
        Resolved[] memory resolved = new Resolved[](1);
        resolved[0].receives = new uint256[](1);
        resolved[0].receives[0] = fill.intent.receives[0].minTotal;
        bytes memory sent = mode == Mode.OTHER_DATA ? bytes.concat(data, hex"00") : data;
        IFiller(msg.sender).reactorCallback(new bytes32[](1), resolved, sent);
        if (mode == Mode.TWICE) IFiller(msg.sender).reactorCallback(new bytes32[](1), resolved, sent);
        uint256 taken = resolved[0].receives[0] / (mode == Mode.TAKES_HALF ? 2 : 1);
        address recipient = fill.intent.receives[0].recipient;
        require(SandboxToken(fill.intent.receives[0].token).transferFrom(msg.sender, recipient, taken));
    }

    /// @dev Calls back with no plan under way.
    function callBack(IFiller filler, bytes calldata data) external {
        filler.reactorCallback(new bytes32[](0), new Resolved[](0), data);
    }
}
