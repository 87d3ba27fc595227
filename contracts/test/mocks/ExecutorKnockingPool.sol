// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ExecutorKnocker} from "./ExecutorKnocker.sol";

interface IBalancerRegistry {
    function registerPool(uint8 specialization) external returns (bytes32);
    function registerTokens(bytes32 poolId, address[] calldata tokens, address[] calldata managers) external;
}

/// @dev A stranger's pool of Balancer's Vault, which anyone may register. It pays what it was told, after its knocks.
contract ExecutorKnockingPool is ExecutorKnocker {
    struct SwapRequest {
        uint8 kind;
        address tokenIn;
        address tokenOut;
        uint256 amount;
        bytes32 poolId;
        uint256 lastChangeBlock;
        address from;
        address to;
        bytes userData;
    }

    uint8 private constant MINIMAL_SWAP_INFO = 1;
    bytes32 public immutable getPoolId;
    uint256 private immutable _pays;

    constructor(IBalancerRegistry vault, address[] memory tokens, uint256 pays) {
        getPoolId = vault.registerPool(MINIMAL_SWAP_INFO);
        vault.registerTokens(getPoolId, tokens, new address[](tokens.length));
        _pays = pays;
    }

    function onJoinPool(bytes32, address, address, uint256[] memory balances, uint256, uint256, bytes memory userData)
        external
        pure
        returns (uint256[] memory amountsIn, uint256[] memory dueFees)
    {
        (, amountsIn) = abi.decode(userData, (uint256, uint256[]));
        dueFees = new uint256[](balances.length);
    }

    function onSwap(SwapRequest memory, uint256, uint256) external returns (uint256) {
        _knock();
        return _pays;
    }
}
