// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {HedgeTerms, IntentCore} from "./Intent.sol";

/// @notice What the reactor remembers of a STANDING intent.
struct FillState {
    uint32 fills;
    uint64 lastFillAt;
    uint64 lastFillBlock;
    bytes32[3] resolverState;
}

struct Resolved {
    uint256[] spend;
    uint256[] receives;
    bytes32[3] nextState;
}

/// @notice The auction's award, signed in the reactor's domain: chain, reactor, intent and fill are bound.
/// @param exclusiveFiller compared with the caller of the reactor, an executor contract
/// @param spendCaps,receiveFloors empty, or one per spend or receive; they only tighten
struct Cosignature {
    bytes32 intentHash;
    uint32 fillIndex;
    uint64 validUntil;
    uint64 decayStart;
    uint64 exclusiveUntil;
    address exclusiveFiller;
    uint16 overrideBps;
    uint256[] spendCaps;
    uint256[] receiveFloors;
}

/// @param terms empty, or exactly one element whose hash is `termsHash`
/// @param cosigned empty, or exactly one element; required if and only if the intent names a cosigner
/// @param expectedFill must equal the intent's fill count: a second lane or a replay after a restart reverts
/// @param positionIds one id for each ERC721_POSITION receive, in order
struct Fill {
    IntentCore intent;
    bytes32 termsHash;
    HedgeTerms[] terms;
    bytes signature;
    Cosignature[] cosigned;
    bytes cosignature;
    uint32 expectedFill;
    uint256[] positionIds;
    bytes fillerData;
}
