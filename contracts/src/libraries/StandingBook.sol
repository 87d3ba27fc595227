// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Spend} from "../types/Intent.sol";
import {FillState, Resolved} from "../types/Settlement.sol";

/// @notice Fills of one STANDING intent. The first three fields share a slot.
struct StandingFills {
    uint32 fills;
    uint64 lastFillAt;
    uint64 lastFillBlock;
    bytes32[3] resolverState;
    mapping(uint256 index => uint256 amount) spent;
}

library StandingBook {
    error SpendAboveTotal(uint256 index, uint256 total, uint256 limit);

    function load(StandingFills storage self) internal view returns (FillState memory state) {
        state.fills = self.fills;
        state.lastFillAt = self.lastFillAt;
        state.lastFillBlock = self.lastFillBlock;
        state.resolverState = self.resolverState;
    }

    /// @param before what `load` returned for this fill
    function record(
        StandingFills storage self,
        FillState memory before,
        Spend[] calldata spends,
        Resolved memory resolved
    ) internal {
        self.fills = before.fills + 1;
        self.lastFillAt = uint64(block.timestamp);
        self.lastFillBlock = uint64(block.number);
        for (uint256 k; k < 3; ++k) {
            bytes32 next = resolved.nextState[k];
            if (next != before.resolverState[k]) self.resolverState[k] = next;
        }
        for (uint256 i; i < spends.length; ++i) {
            if (resolved.spend[i] == 0) continue;
            uint256 total = self.spent[i] + resolved.spend[i];
            if (total > spends[i].maxTotal) revert SpendAboveTotal(i, total, spends[i].maxTotal);
            self.spent[i] = total;
        }
    }
}
