// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Test} from "forge-std/Test.sol";
import {NoReturnToken} from "../../src/sandbox/NoReturnToken.sol";
import {SandboxToken} from "../../src/sandbox/SandboxToken.sol";
import {StableSwap} from "../../src/sandbox/StableSwap.sol";

contract StableSwapTest is Test {
    SandboxToken internal dai;
    SandboxToken internal usdc;
    NoReturnToken internal usdt;
    SandboxToken internal lusd;
    StableSwap internal pool;
    address internal owner = makeAddr("owner");

    function setUp() public {
        dai = new SandboxToken("Dai", "DAI", 18, address(this));
        usdc = new SandboxToken("USD Coin", "USDC", 6, address(this));
        usdt = new NoReturnToken("Tether", "USDT", 6, address(this));
        lusd = new SandboxToken("Liquity USD", "LUSD", 18, address(this));
        pool = _pool(3);
        _fund(address(this), 1e12);
        dai.approve(address(pool), type(uint256).max);
        usdc.approve(address(pool), type(uint256).max);
        usdt.approve(address(pool), type(uint256).max);
        pool.add_liquidity([uint256(170_000_000e18), 180_000_000e6, 150_000_000e6], 0);
    }

    /// @dev Expected values: the invariant's own equation solved by bisection over exact rationals, not by Newton.
    function test_getDy_equalsTheInvariantSolvedExactly() public view {
        assertEq(pool.get_dy(0, 2, 1_000_000e18), 999_830_769_386);
        assertEq(pool.get_dy(2, 1, 123_456_789), 123_455_967);
        assertApproxEqAbs(pool.get_dy(1, 0, 50_000_000e6), 49_985_871_877_577_873_378_443_499, 2);
    }

    function test_fuzz_exchangePaysTheQuoteWithinOneUnit(uint8 i, uint8 j, uint256 amount) public {
        (i, j) = (i % 3, j % 3);
        vm.assume(i != j);
        amount = bound(amount, 1, 50_000_000e6) * (i == 0 ? 1e12 : 1);
        (int128 from, int128 to) = (int128(uint128(i)), int128(uint128(j)));
        uint256 quoted = pool.get_dy(from, to, amount);
        SandboxToken bought = SandboxToken(pool.coins(j));
        uint256 before = bought.balanceOf(address(this));
        pool.exchange(from, to, amount, 0);
        assertApproxEqAbs(bought.balanceOf(address(this)) - before, quoted, 1);
    }

    function test_exchange_revertsBelowTheMinimum() public {
        uint256 quoted = pool.get_dy(1, 0, 5e6);
        vm.expectRevert(abi.encodeWithSelector(StableSwap.Slippage.selector, quoted, quoted + 1e15));
        pool.exchange(1, 0, 5e6, quoted + 1e15);
    }

    function test_exchange_revertsForOneCoinOrAnUnknownOne() public {
        vm.expectRevert(abi.encodeWithSelector(StableSwap.SameCoin.selector, int128(1)));
        pool.exchange(1, 1, 1e6, 0);
        vm.expectRevert();
        pool.exchange(-1, 1, 1e6, 0);
        vm.expectRevert();
        pool.exchange(0, 3, 1e18, 0);
    }

    function test_fuzz_invariantNeverFallsInATrade(uint8 i, uint8 j, uint256 amount) public {
        (i, j) = (i % 3, j % 3);
        vm.assume(i != j);
        amount = bound(amount, 1e6, 50_000_000e6) * (i == 0 ? 1e12 : 1);
        uint256 price = pool.get_virtual_price();
        pool.exchange(int128(uint128(i)), int128(uint128(j)), amount, 0);
        assertGe(pool.get_virtual_price(), price);
        for (uint256 k; k < 3; ++k) {
            assertLe(pool.balances(k), SandboxToken(pool.coins(k)).balanceOf(address(pool)));
        }
    }

    function test_fuzz_thereAndBackNeverGains(uint8 i, uint8 j, uint256 amount) public {
        (i, j) = (i % 3, j % 3);
        vm.assume(i != j);
        amount = bound(amount, 1e6, 50_000_000e6) * (i == 0 ? 1e12 : 1);
        SandboxToken sold = SandboxToken(pool.coins(i));
        SandboxToken bought = SandboxToken(pool.coins(j));
        (uint256 soldBefore, uint256 boughtBefore) = (sold.balanceOf(address(this)), bought.balanceOf(address(this)));
        pool.exchange(int128(uint128(i)), int128(uint128(j)), amount, 0);
        pool.exchange(int128(uint128(j)), int128(uint128(i)), bought.balanceOf(address(this)) - boughtBefore, 0);
        assertLe(sold.balanceOf(address(this)), soldBefore);
    }

    function test_liquidity_unbalancedDepositPaysAndBalancedDoesNot() public {
        uint256 price = pool.get_virtual_price();
        pool.add_liquidity([uint256(1_700_000e18), 1_800_000e6, 1_500_000e6], 0);
        assertApproxEqAbs(pool.get_virtual_price(), price, 2);
        pool.add_liquidity([uint256(0), 9_000_000e6, 0], 0);
        assertGt(pool.get_virtual_price(), price + 2);
    }

    function test_liquidity_firstDepositNeedsEveryCoin() public {
        StableSwap empty = _pool(3);
        vm.expectRevert(abi.encodeWithSelector(StableSwap.CoinMissing.selector, 1));
        empty.add_liquidity([uint256(1e18), 0, 1e6], 0);
    }

    function test_liquidity_everyShareReturnsAtMostWhatWasAdded() public {
        pool.remove_liquidity(pool.balanceOf(address(this)), [uint256(170_000_000e18), 180_000_000e6, 150_000_000e6]);
        assertEq(pool.totalSupply(), 0);
        for (uint256 k; k < 3; ++k) {
            assertEq(SandboxToken(pool.coins(k)).balanceOf(address(pool)), 0);
        }
    }

    function test_adminFee_isHalfOfTheFeeAndTheOwnersAlone() public {
        pool.exchange(1, 2, 1_000_000e6, 0);
        assertApproxEqRel(pool.admin_balances(2), 50e6, 0.001e18);
        uint256 due = pool.admin_balances(2);
        vm.expectRevert(abi.encodeWithSelector(StableSwap.OnlyOwner.selector, address(this)));
        pool.withdraw_admin_fees();
        vm.prank(owner);
        pool.withdraw_admin_fees();
        assertEq(usdt.balanceOf(owner), due);
    }

    function test_coins_twoToFourAndNoOtherNumber() public {
        for (uint256 n = 2; n <= 4; ++n) {
            StableSwap some = _pool(n);
            assertNotEq(some.coins(n - 1), address(0));
            vm.expectRevert(abi.encodeWithSelector(StableSwap.NoSuchCoin.selector, n));
            some.coins(n);
            vm.expectRevert(abi.encodeWithSelector(StableSwap.NoSuchCoin.selector, n));
            some.balances(n);
        }
        (address[] memory coins, uint256[] memory multipliers) = _coins(1);
        vm.expectRevert(abi.encodeWithSelector(StableSwap.BadCoinCount.selector, 1));
        new StableSwap(coins, multipliers, 2000, 1e6, 5e9, owner);
        vm.expectRevert(abi.encodeWithSelector(StableSwap.BadCoinCount.selector, 2));
        pool.add_liquidity([uint256(1e18), 1e6], 0);
    }

    /// @dev Expected values: the invariant's own equation solved by bisection over exact rationals, not by Newton.
    function test_getDy_ofTwoCoinsEqualsTheInvariantSolvedExactly() public {
        StableSwap two = _filled(2);
        two.add_liquidity([uint256(17_000_000e18), 18_000_000e6], 0);
        assertEq(two.get_dy(0, 1, 3_456_789e18), 3456193520717);
        assertApproxEqAbs(two.get_dy(1, 0, 5_000_000e6), 4_998_549_001_157_817_449_823_382, 2);
    }

    function test_getDy_ofFourCoinsEqualsTheInvariantSolvedExactly() public {
        StableSwap four = _filled(4);
        four.add_liquidity([uint256(17_000_000e18), 18_000_000e6, 15_000_000e6, 12_000_000e18], 0);
        assertEq(four.get_dy(0, 2, 1_000_000e18), 999_803_385_126);
        assertApproxEqAbs(four.get_dy(1, 3, 5_000_000e6), 4_996_730_255_225_412_312_036_869, 2);
    }

    function _filled(uint256 n) private returns (StableSwap some) {
        some = _pool(n);
        for (uint256 k; k < n; ++k) {
            if (k == 2) usdt.approve(address(some), type(uint256).max);
            else SandboxToken(some.coins(k)).approve(address(some), type(uint256).max);
        }
    }

    function _pool(uint256 n) private returns (StableSwap) {
        (address[] memory coins, uint256[] memory multipliers) = _coins(n);
        return new StableSwap(coins, multipliers, 2000, 1e6, 5e9, owner);
    }

    function _coins(uint256 n) private view returns (address[] memory coins, uint256[] memory multipliers) {
        (coins, multipliers) = (new address[](n), new uint256[](n));
        for (uint256 k; k < n; ++k) {
            coins[k] = [address(dai), address(usdc), address(usdt), address(lusd)][k];
            multipliers[k] = [uint256(1), 1e12, 1e12, 1][k];
        }
    }

    function _fund(address to, uint256 whole) private {
        dai.mint(to, whole * 1e18);
        usdc.mint(to, whole * 1e6);
        usdt.mint(to, whole * 1e6);
        lusd.mint(to, whole * 1e18);
    }
}
