// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Test} from "forge-std/Test.sol";
import {IPoolManager, IUnlockCallback, PoolKey, SwapParams} from "../../src/interfaces/external/IPoolManager.sol";
import {createdFrom} from "./Creation.sol";

/// @param liquidityDelta added when positive
struct LiquidityParams {
    int24 tickLower;
    int24 tickUpper;
    int256 liquidityDelta;
    bytes32 salt;
}

interface IPoolManagerActions is IPoolManager {
    function initialize(PoolKey calldata key, uint160 sqrtPriceX96) external returns (int24 tick);
    function modifyLiquidity(PoolKey calldata key, LiquidityParams calldata params, bytes calldata hookData)
        external
        returns (int256 delta, int256 feesAccrued);
}

/// @dev The published PoolManager, with pools that this contract fills and swaps on.
abstract contract UniswapV4World is Test, IUnlockCallback {
    string private constant MANAGER = ".cache/artifacts/current/@uniswap/v4-core/out/PoolManager.sol/PoolManager.json";

    IPoolManagerActions internal manager;

    /// @dev Ether that the manager pays out.
    receive() external payable virtual {}

    /// @dev Pays the manager that much of a token of this world's.
    function giveToManager(address token, uint256 amount) internal virtual;

    function deployManager() internal {
        bytes memory code = vm.parseJsonBytes(vm.readFile(MANAGER), ".bytecode.object");
        manager = IPoolManagerActions(createdFrom(code, abi.encode(address(this))));
    }

    /// @dev A key of two tokens in any order; zero is ether.
    function keyOf(address a, address b, uint24 fee, int24 spacing, address hooks)
        internal
        pure
        returns (PoolKey memory)
    {
        return a < b ? PoolKey(a, b, fee, spacing, hooks) : PoolKey(b, a, fee, spacing, hooks);
    }

    function addLiquidity(PoolKey memory key, int24 lower, int24 upper, uint128 liquidity) internal {
        LiquidityParams memory params = LiquidityParams(lower, upper, int256(uint256(liquidity)), 0);
        manager.unlock(abi.encodeCall(manager.modifyLiquidity, (key, params, "")));
    }

    /// @return delta as the manager gives it: amount0 in the upper half, amount1 in the lower
    function swapOnManager(PoolKey memory key, SwapParams memory params) internal returns (int256 delta) {
        return abi.decode(manager.unlock(abi.encodeCall(manager.swap, (key, params, ""))), (int256));
    }

    /// @inheritdoc IUnlockCallback
    /// @dev Does the one call in `data`, whose first argument is a pool's key, and settles both its currencies.
    function unlockCallback(bytes calldata data) external returns (bytes memory) {
        require(msg.sender == address(manager), "not the manager");
        (bool ok, bytes memory result) = address(manager).call(data);
        require(ok, "call inside unlock");
        int256 delta = abi.decode(result, (int256));
        PoolKey memory key = abi.decode(data[4:], (PoolKey));
        _square(key.currency0, delta >> 128);
        // forge-lint: disable-next-line(unsafe-typecast)
        _square(key.currency1, int128(delta));
        return abi.encode(delta);
    }

    function _square(address currency, int256 delta) private {
        // forge-lint: disable-next-line(unsafe-typecast)
        uint256 amount = uint256(delta < 0 ? -delta : delta);
        if (delta > 0) manager.take(currency, address(this), amount);
        if (delta >= 0) return;
        manager.sync(currency);
        if (currency == address(0)) {
            vm.deal(address(this), address(this).balance + amount);
            manager.settle{value: amount}();
        } else {
            giveToManager(currency, amount);
            manager.settle();
        }
    }
}
