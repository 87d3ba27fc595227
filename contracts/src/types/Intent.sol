// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @dev Which signature path may settle an intent; the other path reverts.
enum Authorization {
    ONE_SHOT,
    STANDING
}

/// @dev ALL (ONE_SHOT only): every spend and receive moves in one fill.
///      PAIRED: one index moves per fill, at the signed price floor.
enum Rule {
    ALL,
    PAIRED
}

enum Standard {
    ERC20,
    ERC721_POSITION
}

/// @param nonce Permit2 unordered nonce (ONE_SHOT) or the reactor's own (STANDING)
/// @param notBefore,deadline unix seconds, both inclusive
struct OrderInfo {
    address reactor;
    address swapper;
    uint256 nonce;
    uint64 issuedAt;
    uint64 notBefore;
    uint64 deadline;
    uint8 authorization;
    uint8 rule;
    uint32 maxFills;
}

struct ResolverCall {
    address resolver;
    bytes data;
}

/// @param cosigner zero: no cosignature is taken
struct CosignPolicy {
    address cosigner;
    uint32 maxExclusiveSeconds;
    uint16 maxOverrideBps;
}

/// @param standard Standard.ERC20 is the only one a reactor of this version pulls
/// @param id token id of a position; zero for ERC20
struct Spend {
    uint8 standard;
    address token;
    uint256 id;
    uint256 maxPerFill;
    uint256 maxTotal;
}

struct Receive {
    uint8 standard;
    address token;
    uint256 minTotal;
    address recipient;
    bytes32 positionHash;
}

/// @param sizeE8 contracts in 1e8; positive when the trader is long
struct OptionLeg {
    string instrument;
    uint8 style;
    bool isCall;
    uint128 strikeE8;
    uint64 expiry;
    uint64 volE8;
    int128 sizeE8;
}

struct GreekBand {
    int128 targetE8;
    uint128 lowerWidthE8;
    uint128 upperWidthE8;
    uint8 unit;
}

struct HedgeTerms {
    address baseToken;
    address quoteToken;
    string underlying;
    OptionLeg[] legs;
    GreekBand delta;
    GreekBand gamma;
    GreekBand vega;
    uint128 spotRefE8;
    int64 carryE8;
    int128 initialHedgeE8;
    uint16 maxCostBps;
    uint32 urgency;
    uint16 maxParticipationBps;
    bytes32 venuePolicy;
    bytes32 benchmark;
}

/// @notice What travels of a signed HedgeIntent: all of it but `terms`, which a Fill carries as a hash and, only where
///         the resolver reads them, in full.
/// @dev The signed type is HedgeIntent(info, resolution, cosign, spends, receives, terms).
struct IntentCore {
    OrderInfo info;
    ResolverCall resolution;
    CosignPolicy cosign;
    Spend[] spends;
    Receive[] receives;
}
