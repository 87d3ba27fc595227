// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {SafeTransferLib} from "solady/utils/SafeTransferLib.sol";
import {StableSwapMath} from "./StableSwapMath.sol";

/// @notice A pool of three like-valued coins with the ABI and the integer arithmetic of Curve's 3pool. Shares are kept
///         inside; A and the fees are constant. Coins must not charge on transfer.
contract StableSwap {
    using SafeTransferLib for address;

    error Reentered();
    error OnlyOwner(address caller);
    error SameCoin(int128 index);
    error CoinMissing(uint256 index);
    error InvariantNotRaised(uint256 before, uint256 afterwards);
    error Slippage(uint256 amount, uint256 minimum);

    event TokenExchange(
        address indexed buyer, int128 sold_id, uint256 tokens_sold, int128 bought_id, uint256 tokens_bought
    );
    event AddLiquidity(
        address indexed provider, uint256[3] token_amounts, uint256[3] fees, uint256 invariant, uint256 token_supply
    );
    event RemoveLiquidity(address indexed provider, uint256[3] token_amounts, uint256[3] fees, uint256 token_supply);

    uint256 private constant N = 3;
    uint256 private constant FEE_DENOMINATOR = 1e10;
    uint256 private constant PRECISION = 1e18;

    uint256 public immutable A;
    uint256 public immutable fee;
    uint256 public immutable admin_fee;
    address public immutable owner;

    address[N] public coins;
    uint256[N] public balances;
    uint256 public totalSupply;
    mapping(address provider => uint256 shares) public balanceOf;

    uint256[N] private _multipliers;
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
        address[3] memory coins_, // not N: forge's dynamic test linking repeats these types outside the contract
        uint256[3] memory multipliers,
        uint256 amplification,
        uint256 fee_,
        uint256 adminFee,
        address owner_
    ) {
        coins = coins_;
        _multipliers = multipliers;
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
        balances[from] += dx;
        balances[to] -= dy + scaledFee * admin_fee / FEE_DENOMINATOR / _multipliers[to];
        coins[from].safeTransferFrom(msg.sender, address(this), dx);
        coins[to].safeTransfer(msg.sender, dy);
        emit TokenExchange(msg.sender, i, dx, j, dy);
    }

    /// @notice Adds coins for shares; a deposit that changes the pool's mix pays the imbalance fee.
    function add_liquidity(uint256[N] calldata amounts, uint256 min_mint_amount) external locked {
        uint256 supply = totalSupply;
        uint256[N] memory old = balances;
        uint256[N] memory next;
        for (uint256 k; k < N; ++k) {
            if (supply == 0 && amounts[k] == 0) revert CoinMissing(k);
            next[k] = old[k] + amounts[k];
        }
        uint256 d0 = supply == 0 ? 0 : _invariant(old);
        uint256 d1 = _invariant(next);
        if (d1 <= d0) revert InvariantNotRaised(d0, d1);
        (uint256 minted, uint256[N] memory fees) =
            supply == 0 ? _firstDeposit(next, d1) : _laterDeposit(old, next, d0, d1, supply);
        if (minted < min_mint_amount) revert Slippage(minted, min_mint_amount);
        totalSupply = supply + minted;
        balanceOf[msg.sender] += minted;
        for (uint256 k; k < N; ++k) {
            if (amounts[k] != 0) coins[k].safeTransferFrom(msg.sender, address(this), amounts[k]);
        }
        emit AddLiquidity(msg.sender, amounts, fees, d1, supply + minted);
    }

    /// @notice Burns the caller's shares for their part of each coin, rounded down.
    function remove_liquidity(uint256 shares, uint256[N] calldata min_amounts) external locked {
        uint256 supply = totalSupply;
        totalSupply = supply - shares;
        balanceOf[msg.sender] -= shares;
        uint256[N] memory amounts;
        uint256[N] memory fees;
        for (uint256 k; k < N; ++k) {
            amounts[k] = balances[k] * shares / supply;
            if (amounts[k] < min_amounts[k]) revert Slippage(amounts[k], min_amounts[k]);
            balances[k] -= amounts[k];
            coins[k].safeTransfer(msg.sender, amounts[k]);
        }
        emit RemoveLiquidity(msg.sender, amounts, fees, supply - shares);
    }

    /// @notice Owner only: takes what the pool holds beyond `balances`.
    function withdraw_admin_fees() external locked {
        if (msg.sender != owner) revert OnlyOwner(msg.sender);
        for (uint256 k; k < N; ++k) {
            coins[k].safeTransfer(owner, admin_balances(k));
        }
    }

    /// @notice The invariant per share, 1e18 = 1.
    function get_virtual_price() external view returns (uint256) {
        return _invariant(balances) * PRECISION / totalSupply;
    }

    function admin_balances(uint256 i) public view returns (uint256) {
        return coins[i].balanceOf(address(this)) - balances[i];
    }

    function _firstDeposit(uint256[N] memory next, uint256 d1) private returns (uint256, uint256[N] memory noFees) {
        balances = next;
        return (d1, noFees);
    }

    function _laterDeposit(uint256[N] memory old, uint256[N] memory next, uint256 d0, uint256 d1, uint256 supply)
        private
        returns (uint256 minted, uint256[N] memory fees)
    {
        uint256 imbalanceFee = fee * N / (4 * (N - 1));
        for (uint256 k; k < N; ++k) {
            uint256 ideal = d1 * old[k] / d0;
            uint256 difference = ideal > next[k] ? ideal - next[k] : next[k] - ideal;
            fees[k] = imbalanceFee * difference / FEE_DENOMINATOR;
            balances[k] = next[k] - fees[k] * admin_fee / FEE_DENOMINATOR;
            next[k] -= fees[k];
        }
        minted = supply * (_invariant(next) - d0) / d0;
    }

    /// @dev One less than the invariant asks for, so that a rounding never pays out of the pool.
    function _boughtScaled(int128 i, int128 j, uint256 dx) private view returns (uint256) {
        if (i == j) revert SameCoin(i);
        (uint256 from, uint256 to) = (_index(i), _index(j));
        uint256[N] memory xp = _scaled(balances);
        uint256 x = xp[from] + dx * _multipliers[from];
        return xp[to] - StableSwapMath.balanceAfter(from, to, x, xp, A) - 1;
    }

    function _invariant(uint256[N] memory amounts) private view returns (uint256) {
        return StableSwapMath.invariant(_scaled(amounts), A);
    }

    function _scaled(uint256[N] memory amounts) private view returns (uint256[N] memory xp) {
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
