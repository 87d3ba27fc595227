// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {FixedPointMathLib} from "solady/utils/FixedPointMathLib.sol";
import {IUniswapV2Pair} from "../../src/interfaces/external/IUniswapV2Pair.sol";
import {IUniswapV3Pool} from "../../src/interfaces/external/IUniswapV3Pool.sol";
import {NoReturnToken} from "../../src/sandbox/NoReturnToken.sol";
import {SandboxToken} from "../../src/sandbox/SandboxToken.sol";
import {StableSwap} from "../../src/sandbox/StableSwap.sol";
import {PublishedBytecode} from "./PublishedBytecode.sol";

interface IWeth {
    function deposit() external payable;
    function approve(address spender, uint256 amount) external returns (bool);
    function transfer(address to, uint256 amount) external returns (bool);
    function balanceOf(address holder) external view returns (uint256);
    function allowance(address holder, address spender) external view returns (uint256);
}

interface IV2Factory {
    function createPair(address a, address b) external returns (address);
}

interface IV2Liquidity {
    function mint(address to) external returns (uint256);
}

interface IV3Factory {
    function createPool(address a, address b, uint24 fee) external returns (address);
}

interface IV3Liquidity {
    function initialize(uint160 sqrtPriceX96) external;
    function mint(address recipient, int24 lower, int24 upper, uint128 amount, bytes calldata data)
        external
        returns (uint256, uint256);
}

/// @dev WETH, DAI, USDC and USDT with a v2 pair, a v3 pool and a StableSwap, all at 2000 USDC a WETH.
abstract contract ExecutorMarkets is PublishedBytecode {
    IWeth internal weth;
    SandboxToken internal dai;
    SandboxToken internal usdc;
    NoReturnToken internal usdt;
    IUniswapV2Pair internal v2Pair;
    IUniswapV3Pool internal v3Pool;
    StableSwap internal stable;

    function deployMarkets() internal {
        weth = IWeth(deployWeth());
        dai = new SandboxToken("Dai", "DAI", 18, address(this));
        usdc = new SandboxToken("USD Coin", "USDC", 6, address(this));
        usdt = new NoReturnToken("Tether", "USDT", 6, address(this));
        _deployV2();
        _deployV3();
        _deployStable();
    }

    /// @dev Gives `to` that much of any token of this world.
    function give(address token, address to, uint256 amount) internal {
        if (token == address(weth)) {
            vm.deal(address(this), amount);
            weth.deposit{value: amount}();
            require(weth.transfer(to, amount));
        } else {
            SandboxToken(token).mint(to, amount);
        }
    }

    function uniswapV3MintCallback(uint256 amount0, uint256 amount1, bytes calldata) external {
        give(IUniswapV3Pool(msg.sender).token0(), msg.sender, amount0);
        give(IUniswapV3Pool(msg.sender).token1(), msg.sender, amount1);
    }

    function _deployV2() private {
        v2Pair = IUniswapV2Pair(IV2Factory(deployV2Factory()).createPair(address(usdc), address(weth)));
        give(address(usdc), address(v2Pair), 20_000_000e6);
        give(address(weth), address(v2Pair), 10_000e18);
        IV2Liquidity(address(v2Pair)).mint(address(this));
    }

    function _deployV3() private {
        v3Pool = IUniswapV3Pool(IV3Factory(deployV3Factory()).createPool(address(usdc), address(weth), 500));
        (uint256 amount0, uint256 amount1) =
            address(usdc) < address(weth) ? (uint256(2000e6), uint256(1e18)) : (uint256(1e18), uint256(2000e6));
        // forge-lint: disable-next-line(unsafe-typecast)
        IV3Liquidity(address(v3Pool)).initialize(uint160(FixedPointMathLib.sqrt((amount1 << 192) / amount0)));
        (, int24 tick) = v3Pool.slot0();
        int24 centre = tick / 10 * 10;
        IV3Liquidity(address(v3Pool)).mint(address(this), centre - 6000, centre + 6000, 5e17, "");
        IV3Liquidity(address(v3Pool)).mint(address(this), centre - 200, centre + 200, 2e18, "");
    }

    function _deployStable() private {
        address[] memory coins = new address[](3);
        (coins[0], coins[1], coins[2]) = (address(dai), address(usdc), address(usdt));
        uint256[] memory multipliers = new uint256[](3);
        (multipliers[0], multipliers[1], multipliers[2]) = (1, 1e12, 1e12);
        stable = new StableSwap(coins, multipliers, 2000, 1e6, 5e9, address(this));
        uint256[3] memory amounts = [uint256(50_000_000e18), 50_000_000e6, 50_000_000e6];
        for (uint256 k; k < 3; ++k) {
            give(coins[k], address(this), amounts[k]);
        }
        dai.approve(address(stable), amounts[0]);
        usdc.approve(address(stable), amounts[1]);
        usdt.approve(address(stable), amounts[2]);
        stable.add_liquidity(amounts, 0);
    }
}
