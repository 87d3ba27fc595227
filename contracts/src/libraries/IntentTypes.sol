// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @notice EIP-712 type strings of the signed intent. Referenced types stand in alphabetical order.
/// @dev Each constant is the hash of one string literal (adjacent literals are one), so the compiler folds it.
library IntentTypes {
    bytes32 internal constant COSIGN_POLICY =
        keccak256("CosignPolicy(address cosigner,uint32 maxExclusiveSeconds,uint16 maxOverrideBps)");

    bytes32 internal constant GREEK_BAND =
        keccak256("GreekBand(int128 targetE8,uint128 lowerWidthE8,uint128 upperWidthE8,uint8 unit)");

    bytes32 internal constant OPTION_LEG = keccak256(
        "OptionLeg(string instrument,uint8 style,bool isCall,uint128 strikeE8,uint64 expiry,uint64 volE8"
        ",int128 sizeE8)"
    );

    bytes32 internal constant ORDER_INFO = keccak256(
        "OrderInfo(address reactor,address swapper,uint256 nonce,uint64 issuedAt,uint64 notBefore"
        ",uint64 deadline,uint8 authorization,uint8 rule,uint32 maxFills)"
    );

    bytes32 internal constant RECEIVE =
        keccak256("Receive(uint8 standard,address token,uint256 minTotal,address recipient,bytes32 positionHash)");

    bytes32 internal constant RESOLVER_CALL = keccak256("ResolverCall(address resolver,bytes data)");

    bytes32 internal constant SPEND =
        keccak256("Spend(uint8 standard,address token,uint256 id,uint256 maxPerFill,uint256 maxTotal)");

    bytes32 internal constant HEDGE_TERMS = keccak256(
        "HedgeTerms(address baseToken,address quoteToken,string underlying,OptionLeg[] legs,GreekBand delta"
        ",GreekBand gamma,GreekBand vega,uint128 spotRefE8,int64 carryE8,int128 initialHedgeE8"
        ",uint16 maxCostBps,uint32 urgency,uint16 maxParticipationBps,bytes32 venuePolicy,bytes32 benchmark)"
        "GreekBand(int128 targetE8,uint128 lowerWidthE8,uint128 upperWidthE8,uint8 unit)"
        "OptionLeg(string instrument,uint8 style,bool isCall,uint128 strikeE8,uint64 expiry,uint64 volE8"
        ",int128 sizeE8)"
    );

    bytes32 internal constant HEDGE_INTENT = keccak256(
        "HedgeIntent(OrderInfo info,ResolverCall resolution,CosignPolicy cosign,Spend[] spends"
        ",Receive[] receives,HedgeTerms terms)"
        "CosignPolicy(address cosigner,uint32 maxExclusiveSeconds,uint16 maxOverrideBps)"
        "GreekBand(int128 targetE8,uint128 lowerWidthE8,uint128 upperWidthE8,uint8 unit)"
        "HedgeTerms(address baseToken,address quoteToken,string underlying,OptionLeg[] legs,GreekBand delta"
        ",GreekBand gamma,GreekBand vega,uint128 spotRefE8,int64 carryE8,int128 initialHedgeE8"
        ",uint16 maxCostBps,uint32 urgency,uint16 maxParticipationBps,bytes32 venuePolicy,bytes32 benchmark)"
        "OptionLeg(string instrument,uint8 style,bool isCall,uint128 strikeE8,uint64 expiry,uint64 volE8"
        ",int128 sizeE8)" "OrderInfo(address reactor,address swapper,uint256 nonce,uint64 issuedAt,uint64 notBefore"
        ",uint64 deadline,uint8 authorization,uint8 rule,uint32 maxFills)"
        "Receive(uint8 standard,address token,uint256 minTotal,address recipient,bytes32 positionHash)"
        "ResolverCall(address resolver,bytes data)"
        "Spend(uint8 standard,address token,uint256 id,uint256 maxPerFill,uint256 maxTotal)"
    );

    /// @notice What Permit2 appends to its own stub; TokenPermissions sorts last, as Permit2 requires.
    string internal constant WITNESS = "HedgeIntent witness)"
        "CosignPolicy(address cosigner,uint32 maxExclusiveSeconds,uint16 maxOverrideBps)"
        "GreekBand(int128 targetE8,uint128 lowerWidthE8,uint128 upperWidthE8,uint8 unit)"
        "HedgeIntent(OrderInfo info,ResolverCall resolution,CosignPolicy cosign,Spend[] spends"
        ",Receive[] receives,HedgeTerms terms)"
        "HedgeTerms(address baseToken,address quoteToken,string underlying,OptionLeg[] legs,GreekBand delta"
        ",GreekBand gamma,GreekBand vega,uint128 spotRefE8,int64 carryE8,int128 initialHedgeE8"
        ",uint16 maxCostBps,uint32 urgency,uint16 maxParticipationBps,bytes32 venuePolicy,bytes32 benchmark)"
        "OptionLeg(string instrument,uint8 style,bool isCall,uint128 strikeE8,uint64 expiry,uint64 volE8"
        ",int128 sizeE8)" "OrderInfo(address reactor,address swapper,uint256 nonce,uint64 issuedAt,uint64 notBefore"
        ",uint64 deadline,uint8 authorization,uint8 rule,uint32 maxFills)"
        "Receive(uint8 standard,address token,uint256 minTotal,address recipient,bytes32 positionHash)"
        "ResolverCall(address resolver,bytes data)"
        "Spend(uint8 standard,address token,uint256 id,uint256 maxPerFill,uint256 maxTotal)"
        "TokenPermissions(address token,uint256 amount)";
}
