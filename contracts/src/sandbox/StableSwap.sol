// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {SafeTransferLib} from "solady/utils/SafeTransferLib.sol";
import {StableSwapMath} from "./StableSwapMath.sol";

/// @notice A pool of two to four like-valued coins with the ABI and the integer arithmetic of Curve's 3pool. Shares are
///         kept inside; A and the fees are constant. Coins must not charge on transfer.
contract StableSwap {
    using SafeTransferLib for address;

    error Reentered();
    error OnlyOwner(address caller);
    error SameCoin(int128 index);
    error BadCoinCount(uint256 count);
    error NoSuchCoin(uint256 index);
    error CoinMissing(uint256 index);
    error InvariantNotRaised(uint256 before, uint256 afterwards);
    error Slippage(uint256 amount, uint256 minimum);

    event TokenExchange(
        address indexed buyer, int128 sold_id, uint256 tokens_sold, int128 bought_id, uint256 tokens_bought
    );
    event AddLiquidity(
        address indexed provider, uint256[] token_amounts, uint256[] fees, uint256 invariant, uint256 token_supply
    );
    event RemoveLiquidity(address indexed provider, uint256[] token_amounts, uint256[] fees, uint256 token_supply);

    uint256 private constant LEAST_COINS = 2;
    uint256 private constant MOST_COINS = 4;
    uint256 private constant FEE_DENOMINATOR = 1e10;
    uint256 private constant PRECISION = 1e18;

    uint256 public immutable A;
    uint256 public immutable fee;
    uint256 public immutable admin_fee;
    address public immutable owner;
    uint256 private immutable N;

    uint256 public totalSupply;
    mapping(address provider => uint256 shares) public balanceOf;

    address[MOST_COINS] private _coins;
    uint256[MOST_COINS] private _balances;
    uint256[MOST_COINS] private _multipliers;
    bool private transient _entered;

    modifier locked() {
        if (_entered) revert Reentered();
        _entered = true;
        _;
        _entered = false;
    }

    /// @param multipliers what scales a unit of each coin to 18 decimals: 1, 1e12, 1e12 for DAI, USDC, USDT
    /// @param amplification A in 3pool's convention, n^(n-1) included
    /// @param fee_,adminFee in 1e-10; the second is a share of the first
    constructor(
        address[] memory coins_,
        uint256[] memory multipliers,
        uint256 amplification,
        uint256 fee_,
        uint256 adminFee,
        address owner_
    ) {
        N = coins_.length;
        if (N < LEAST_COINS || N > MOST_COINS || multipliers.length != N) revert BadCoinCount(N);
        for (uint256 k; k < coins_.length; ++k) {
            (_coins[k], _multipliers[k]) = (coins_[k], multipliers[k]);
        }
        A = amplification;
        fee = fee_;
        admin_fee = adminFee;
        owner = owner_;
    }

    /// @notice What `dx` of coin `i` buys of coin `j`. Rounds before the fee, `exchange` after it, as 3pool does: the two
    ///         may differ by one unit.
    function get_dy(int128 i, int128 j, uint256 dx) external view returns (uint256) {
        uint256 bought = _boughtScaled(i, j, dx) / _multipliers[_index(j)];
        return bought - fee * bought / FEE_DENOMINATOR;
    }

    /// @notice Takes exactly `dx` of coin `i` from the caller and pays at least `min_dy` of coin `j`.
    function exchange(int128 i, int128 j, uint256 dx, uint256 min_dy) external locked {
        (uint256 from, uint256 to) = (_index(i), _index(j));
        uint256 scaled = _boughtScaled(i, j, dx);
        uint256 scaledFee = scaled * fee / FEE_DENOMINATOR;
        uint256 dy = (scaled - scaledFee) / _multipliers[to];
        if (dy < min_dy) revert Slippage(dy, min_dy);
        _balances[from] += dx;
        _balances[to] -= dy + scaledFee * admin_fee / FEE_DENOMINATOR / _multipliers[to];
        _coins[from].safeTransferFrom(msg.sender, address(this), dx);
        _coins[to].safeTransfer(msg.sender, dy);
        emit TokenExchange(msg.sender, i, dx, j, dy);
    }

    /// @notice Adds coins for shares; a deposit that changes the pool's mix pays the imbalance fee.
    function add_liquidity(uint256[2] calldata amounts, uint256 min_mint_amount) external locked {
        uint256[] memory list = new uint256[](2);
        (list[0], list[1]) = (amounts[0], amounts[1]);
        _add(list, min_mint_amount);
    }

    function add_liquidity(uint256[3] calldata amounts, uint256 min_mint_amount) external locked {
        uint256[] memory list = new uint256[](3);
        (list[0], list[1], list[2]) = (amounts[0], amounts[1], amounts[2]);
        _add(list, min_mint_amount);
    }

    function add_liquidity(uint256[4] calldata amounts, uint256 min_mint_amount) external locked {
        uint256[] memory list = new uint256[](4);
        (list[0], list[1], list[2], list[3]) = (amounts[0], amounts[1], amounts[2], amounts[3]);
        _add(list, min_mint_amount);
    }

    /// @notice Burns the caller's shares for their part of each coin, rounded down.
    function remove_liquidity(uint256 shares, uint256[3] calldata min_amounts) external locked {
        if (N != min_amounts.length) revert BadCoinCount(min_amounts.length);
        uint256 supply = totalSupply;
        totalSupply = supply - shares;
        balanceOf[msg.sender] -= shares;
        uint256[] memory amounts = new uint256[](N);
        for (uint256 k; k < N; ++k) {
            amounts[k] = _balances[k] * shares / supply;
            if (amounts[k] < min_amounts[k]) revert Slippage(amounts[k], min_amounts[k]);
            _balances[k] -= amounts[k];
            _coins[k].safeTransfer(msg.sender, amounts[k]);
        }
        emit RemoveLiquidity(msg.sender, amounts, new uint256[](N), supply - shares);
    }

    /// @notice Owner only: takes what the pool holds beyond `balances`.
    function withdraw_admin_fees() external locked {
        if (msg.sender != owner) revert OnlyOwner(msg.sender);
        for (uint256 k; k < N; ++k) {
            _coins[k].safeTransfer(owner, admin_balances(k));
        }
    }

    /// @notice The invariant per share, 1e18 = 1.
    function get_virtual_price() external view returns (uint256) {
        return _invariant(_held()) * PRECISION / totalSupply;
    }

    function coins(uint256 i) external view returns (address) {
        if (i >= N) revert NoSuchCoin(i);
        return _coins[i];
    }

    function balances(uint256 i) external view returns (uint256) {
        if (i >= N) revert NoSuchCoin(i);
        return _balances[i];
    }

    function admin_balances(uint256 i) public view returns (uint256) {
        return _coins[i].balanceOf(address(this)) - _balances[i];
    }

    function _add(uint256[] memory amounts, uint256 min_mint_amount) private {
        if (amounts.length != N) revert BadCoinCount(amounts.length);
        uint256 supply = totalSupply;
        uint256[] memory old = _held();
        uint256[] memory next = new uint256[](N);
        for (uint256 k; k < N; ++k) {
            if (supply == 0 && amounts[k] == 0) revert CoinMissing(k);
            next[k] = old[k] + amounts[k];
        }
        uint256 d0 = supply == 0 ? 0 : _invariant(old);
        uint256 d1 = _invariant(next);
        if (d1 <= d0) revert InvariantNotRaised(d0, d1);
        (uint256 minted, uint256[] memory fees) =
            supply == 0 ? _firstDeposit(next, d1) : _laterDeposit(old, next, d0, d1, supply);
        if (minted < min_mint_amount) revert Slippage(minted, min_mint_amount);
        totalSupply = supply + minted;
        balanceOf[msg.sender] += minted;
        for (uint256 k; k < N; ++k) {
            if (amounts[k] != 0) _coins[k].safeTransferFrom(msg.sender, address(this), amounts[k]);
        }
        emit AddLiquidity(msg.sender, amounts, fees, d1, supply + minted);
    }

    function _firstDeposit(uint256[] memory next, uint256 d1) private returns (uint256, uint256[] memory noFees) {
        noFees = new uint256[](N);
        for (uint256 k; k < N; ++k) {
            _balances[k] = next[k];
        }
        return (d1, noFees);
    }

    function _laterDeposit(uint256[] memory old, uint256[] memory next, uint256 d0, uint256 d1, uint256 supply)
        private
        returns (uint256 minted, uint256[] memory fees)
    {
        fees = new uint256[](N);
        uint256 imbalanceFee = fee * N / (4 * (N - 1));
        for (uint256 k; k < N; ++k) {
            uint256 ideal = d1 * old[k] / d0;
            uint256 difference = ideal > next[k] ? ideal - next[k] : next[k] - ideal;
            fees[k] = imbalanceFee * difference / FEE_DENOMINATOR;
            _balances[k] = next[k] - fees[k] * admin_fee / FEE_DENOMINATOR;
            next[k] -= fees[k];
        }
        minted = supply * (_invariant(next) - d0) / d0;
    }

    /// @dev One less than the invariant asks for, so that a rounding never pays out of the pool.
    function _boughtScaled(int128 i, int128 j, uint256 dx) private view returns (uint256) {
        if (i == j) revert SameCoin(i);
        (uint256 from, uint256 to) = (_index(i), _index(j));
        uint256[] memory xp = _scaled(_held());
        uint256 x = xp[from] + dx * _multipliers[from];
        return xp[to] - StableSwapMath.balanceAfter(from, to, x, xp, A) - 1;
    }

    function _invariant(uint256[] memory amounts) private view returns (uint256) {
        return StableSwapMath.invariant(_scaled(amounts), A);
    }

    function _held() private view returns (uint256[] memory amounts) {
        amounts = new uint256[](N);
        for (uint256 k; k < N; ++k) {
            amounts[k] = _balances[k];
        }
    }

    function _scaled(uint256[] memory amounts) private view returns (uint256[] memory xp) {
        xp = new uint256[](N);
        for (uint256 k; k < N; ++k) {
            xp[k] = amounts[k] * _multipliers[k];
        }
    }

    function _index(int128 i) private pure returns (uint256) {
        // A negative index becomes too large for any array and reverts there.
        // forge-lint: disable-next-line(unsafe-typecast)
        return uint256(int256(i));
    }
}
