// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {SafeTransferLib} from "solady/utils/SafeTransferLib.sol";
import {IPoolManager, IUnlockCallback, PoolKey, SwapParams} from "../../interfaces/external/IPoolManager.sol";
import {IWeth} from "../../interfaces/external/IWeth.sol";
import {Hop} from "../../types/Plan.sol";
import {HopErrors} from "./HopErrors.sol";
import {SqrtPriceLimits} from "./SqrtPriceLimits.sol";

/// @notice Swaps on pools of Uniswap v4, through the one manager that holds them. It calls back once, with the hop it
///         was given; hooks run inside the swap and find every door of the executor shut. Where a pool holds ether the
///         plan says WETH, which is unwrapped and wrapped here.
abstract contract UniswapV4Hops is HopErrors, IUnlockCallback {
    using SafeTransferLib for address;

    uint256 private constant SPACING_BIT = 24;
    uint256 private constant HOOKS_BIT = 48;
    uint256 private constant ETHER_BIT = 208;

    address public immutable weth;
    address public immutable poolManager;

    bytes32 private transient _awaitedHop;
    bool private transient _takesEther;

    constructor(address weth_, address poolManager_) {
        weth = weth_;
        poolManager = poolManager_;
    }

    /// @dev WETH withdrawn, or what the manager pays out of a pool of ether; never without a hop on such a pool.
    receive() external payable {
        bool known = msg.sender == weth || msg.sender == poolManager;
        if (!known || !_takesEther) revert UnexpectedEther(msg.sender);
    }

    /// @inheritdoc IUnlockCallback
    /// @dev `data` is the hop as it was handed to the manager, proved by its hash; a second callback reverts.
    function unlockCallback(bytes calldata data) external returns (bytes memory) {
        if (msg.sender != poolManager) revert UnexpectedCallback(msg.sender);
        if (keccak256(data) != _awaitedHop) revert UnexpectedCallback(msg.sender);
        _awaitedHop = 0;
        _swapUnlocked(_hopIn(data));
        return "";
    }

    function _swapV4(Hop calldata hop) internal {
        if (poolManager == address(0)) revert VenueAbsent(hop.family);
        if (hop.pool != poolManager) revert NotTheManager(hop.pool);
        // Above this the cast would turn an exact input into an exact output.
        if (hop.amountIn > uint256(type(int256).max)) revert AmountTooLarge(hop.amountIn);
        uint256 etherBefore = address(this).balance;
        bytes memory data = abi.encode(hop);
        (_awaitedHop, _takesEther) = (keccak256(data), hop.param >> ETHER_BIT != 0);
        IPoolManager(poolManager).unlock(data);
        if (_awaitedHop != 0) revert CallbackMissing(poolManager);
        _takesEther = false;
        uint256 gained = address(this).balance - etherBefore;
        // To WETH, as the constructor was told it.
        // slither-disable-next-line arbitrary-send-eth
        if (gained != 0) IWeth(weth).deposit{value: gained}();
    }

    function _swapUnlocked(Hop calldata hop) private {
        (PoolKey memory key, bool zeroForOne) = _keyOf(hop);
        // forge-lint: disable-start(unsafe-typecast)
        int256 amountIn = int256(hop.amountIn);
        SwapParams memory params = SwapParams(zeroForOne, -amountIn, SqrtPriceLimits.furthest(zeroForOne));
        int256 delta = IPoolManager(poolManager).swap(key, params, "");
        (int256 amount0, int256 amount1) = (delta >> 128, int128(delta));
        (int256 deltaIn, int256 deltaOut) = zeroForOne ? (amount0, amount1) : (amount1, amount0);
        // Less is owed where the price reached its end, more or for nothing where a hook takes its share.
        if (deltaIn != -amountIn || deltaOut < 0) revert WrongPayment(poolManager, amount0, amount1, hop.amountIn);
        _pay(zeroForOne ? key.currency0 : key.currency1, hop.amountIn);
        IPoolManager(poolManager).take(zeroForOne ? key.currency1 : key.currency0, address(this), uint256(deltaOut));
        // forge-lint: disable-end(unsafe-typecast)
    }

    /// @dev Synced for ether too: a hook may have left another currency synced, whose payment takes no value.
    function _pay(address currency, uint256 amount) private {
        IPoolManager(poolManager).sync(currency);
        if (currency == address(0)) {
            IWeth(weth).withdraw(amount);
            // To the manager, as the constructor was told it.
            // slither-disable-next-line arbitrary-send-eth
            IPoolManager(poolManager).settle{value: amount}();
        } else {
            currency.safeTransfer(poolManager, amount);
            IPoolManager(poolManager).settle();
        }
    }

    function _keyOf(Hop calldata hop) private view returns (PoolKey memory key, bool zeroForOne) {
        (address currencyIn, address currencyOut) = (_currency(hop, hop.tokenIn), _currency(hop, hop.tokenOut));
        zeroForOne = currencyIn < currencyOut;
        (key.currency0, key.currency1) = zeroForOne ? (currencyIn, currencyOut) : (currencyOut, currencyIn);
        // forge-lint: disable-start(unsafe-typecast)
        key.fee = uint24(hop.param);
        key.tickSpacing = int24(uint24(hop.param >> SPACING_BIT));
        key.hooks = address(uint160(hop.param >> HOOKS_BIT));
        // forge-lint: disable-end(unsafe-typecast)
    }

    function _currency(Hop calldata hop, address token) private view returns (address) {
        return token == weth && hop.param >> ETHER_BIT != 0 ? address(0) : token;
    }

    /// @dev `data` is abi.encode(hop): a struct without offsets.
    function _hopIn(bytes calldata data) private pure returns (Hop calldata hop) {
        assembly ("memory-safe") {
            hop := data.offset
        }
    }
}
