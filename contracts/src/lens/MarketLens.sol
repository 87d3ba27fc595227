// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IComposableStablePoolViews, IWeightedPoolViews} from "../interfaces/external/IBalancerViews.sol";
import {IExtsload} from "../interfaces/external/IExtsload.sol";
import {IStableSwap} from "../interfaces/external/IStableSwap.sol";
import {IUniswapV2Pair} from "../interfaces/external/IUniswapV2Pair.sol";
import {IUniswapV3Pool} from "../interfaces/external/IUniswapV3Pool.sol";
import {IMarketLens} from "../interfaces/IMarketLens.sol";
import {Family} from "../types/Plan.sol";
import {BalancerState} from "./BalancerState.sol";
import {StableSwapState} from "./StableSwapState.sol";
import {UniswapV3State} from "./UniswapV3State.sol";
import {UniswapV4State} from "./UniswapV4State.sol";

/// @notice Each pool is read in a call of this contract to itself, with the request's gas, so that whatever a pool does
///         costs at most that gas and fails alone.
contract MarketLens is IMarketLens {
    error UnknownFamily(uint8 family);
    error NotEnoughGas(uint256 request, uint256 available, uint256 needed);

    uint256 private constant MAX_REASON_BYTES = 256;

    /// @inheritdoc IMarketLens
    /// @dev Reverts when less gas is left than a request asks for: a starved pool would look like a broken one.
    function read(Request[] calldata requests)
        external
        view
        returns (uint256 blockNumber, uint256 timestamp, Result[] memory results)
    {
        (blockNumber, timestamp) = (block.number, block.timestamp);
        results = new Result[](requests.length);
        for (uint256 i; i < requests.length; ++i) {
            if (requests[i].family > uint8(type(Family).max)) {
                results[i].data = abi.encodeWithSelector(UnknownFamily.selector, requests[i].family);
                continue;
            }
            bytes memory input = _callFor(requests[i]);
            uint256 available = gasleft() - gasleft() / 64;
            if (available < requests[i].gasLimit) revert NotEnoughGas(i, available, requests[i].gasLimit);
            (results[i].ok, results[i].data) = _callSelf(input, requests[i].gasLimit);
        }
    }

    function readV2(IUniswapV2Pair pool) external view returns (V2State memory state) {
        (state.token0, state.token1) = (pool.token0(), pool.token1());
        (state.reserve0, state.reserve1,) = pool.getReserves();
    }

    function readV3(IUniswapV3Pool pool, uint16 wordsEachSide) external view returns (V3State memory state) {
        return UniswapV3State.read(pool, wordsEachSide);
    }

    function readV4(IExtsload manager, bytes32 id, int24 tickSpacing, uint16 wordsEachSide)
        external
        view
        returns (V4State memory state)
    {
        return UniswapV4State.read(manager, id, tickSpacing, wordsEachSide);
    }

    function readStable(IStableSwap pool) external view returns (StableState memory state) {
        return StableSwapState.read(pool);
    }

    function readBalancerWeighted(IWeightedPoolViews pool) external view returns (BalancerWeightedState memory) {
        return BalancerState.readWeighted(pool);
    }

    function readBalancerStable(IComposableStablePoolViews pool) external view returns (BalancerStableState memory) {
        return BalancerState.readStable(pool);
    }

    function _callFor(Request calldata request) private view returns (bytes memory) {
        if (request.family == uint8(Family.UNISWAP_V2)) {
            return abi.encodeCall(this.readV2, (IUniswapV2Pair(request.pool)));
        }
        if (request.family == uint8(Family.UNISWAP_V3)) {
            return abi.encodeCall(this.readV3, (IUniswapV3Pool(request.pool), request.wordsEachSide));
        }
        if (request.family == uint8(Family.UNISWAP_V4)) {
            return abi.encodeCall(
                this.readV4, (IExtsload(request.pool), request.id, request.tickSpacing, request.wordsEachSide)
            );
        }
        if (request.family == uint8(Family.BALANCER_WEIGHTED)) {
            return abi.encodeCall(this.readBalancerWeighted, (IWeightedPoolViews(request.pool)));
        }
        if (request.family == uint8(Family.BALANCER_STABLE)) {
            return abi.encodeCall(this.readBalancerStable, (IComposableStablePoolViews(request.pool)));
        }
        return abi.encodeCall(this.readStable, (IStableSwap(request.pool)));
    }

    /// @dev A success is this contract's own encoding and is copied whole; a failure may be any length and is cut.
    function _callSelf(bytes memory input, uint256 gasLimit) private view returns (bool ok, bytes memory data) {
        uint256 size;
        assembly ("memory-safe") {
            ok := staticcall(gasLimit, address(), add(input, 0x20), mload(input), 0, 0)
            size := returndatasize()
        }
        if (!ok && size > MAX_REASON_BYTES) size = MAX_REASON_BYTES;
        data = new bytes(size);
        assembly ("memory-safe") {
            returndatacopy(add(data, 0x20), 0, size)
        }
    }
}
