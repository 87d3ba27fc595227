// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {PoolKey, SwapParams} from "../../src/interfaces/external/IPoolManager.sol";
import {FeeHook, IDynamicFees} from "../../src/sandbox/FeeHook.sol";
import {SandboxToken} from "../../src/sandbox/SandboxToken.sol";
import {UniswapV4World} from "../utils/UniswapV4World.sol";

contract FeeHookTest is UniswapV4World {
    uint24 private constant DYNAMIC = 0x800000;
    uint24 private constant OVERRIDING_PIPS = 9000;
    uint160 private constant LOWEST_PRICE = 4295128740;
    address private constant SETS_FEES = address(uint160(0xFEE0 << 16));
    address private constant OVERRIDES = address(uint160(0xFEE0 << 16 | 1 << 7));

    address private token;

    function setUp() public {
        deployManager();
        token = address(new SandboxToken("A", "A", 18, address(this)));
        _install(SETS_FEES);
        _install(OVERRIDES);
    }

    function giveToManager(address currency, uint256 amount) internal override {
        SandboxToken(currency).mint(address(manager), amount);
    }

    function test_setFee_theNextSwapPaysIt() public {
        PoolKey memory key = _pool(SETS_FEES);
        uint256 free = _bought(key);
        FeeHook(SETS_FEES).setFee(key, 100_000);
        assertApproxEqRel(_bought(key), free * 9 / 10, 1e15);
    }

    function test_setFee_revertsForAPoolOfOtherHooks() public {
        PoolKey memory key = _pool(SETS_FEES);
        vm.expectRevert(bytes4(keccak256("UnauthorizedDynamicLPFeeUpdate()")));
        FeeHook(OVERRIDES).setFee(key, 100_000);
    }

    function test_beforeSwap_takesAnotherFeeThanTheManagerShows() public {
        PoolKey memory shown = _pool(SETS_FEES);
        PoolKey memory hooked = _pool(OVERRIDES);
        FeeHook(SETS_FEES).setFee(shown, OVERRIDING_PIPS);
        FeeHook(OVERRIDES).setFee(hooked, 1);
        assertEq(_bought(hooked), _bought(shown));
    }

    function _install(address place) private {
        deployCodeTo("FeeHook.sol:FeeHook", abi.encode(IDynamicFees(address(manager)), OVERRIDING_PIPS), place);
    }

    function _pool(address hooks) private returns (PoolKey memory key) {
        key = keyOf(address(0), token, DYNAMIC, 10, hooks);
        manager.initialize(key, 1 << 96);
        addLiquidity(key, -6000, 6000, 1e24);
    }

    function _bought(PoolKey memory key) private returns (uint256) {
        // forge-lint: disable-next-line(unsafe-typecast)
        return uint128(int128(swapOnManager(key, SwapParams(true, -1e18, LOWEST_PRICE))));
    }
}
