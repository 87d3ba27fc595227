// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Test} from "forge-std/Test.sol";
import {IBalancerVault} from "../../src/interfaces/external/IBalancerVault.sol";
import {SandboxToken} from "../../src/sandbox/SandboxToken.sol";
import {createdFrom} from "./Creation.sol";

interface IBalancerVaultActions is IBalancerVault {
    struct JoinPoolRequest {
        address[] assets;
        uint256[] maxAmountsIn;
        bytes userData;
        bool fromInternalBalance;
    }

    function joinPool(bytes32 poolId, address sender, address recipient, JoinPoolRequest memory request) external;
    function getPoolTokens(bytes32 poolId)
        external
        view
        returns (address[] memory tokens, uint256[] memory balances, uint256 lastChangeBlock);
    function setPaused(bool paused) external;
    function getActionId(bytes4 selector) external view returns (bytes32);
}

interface IBalancerAuthorizer {
    function grantRole(bytes32 role, address account) external;
}

interface IBalancerPoolActions {
    function getPoolId() external view returns (bytes32);
    function getActionId(bytes4 selector) external view returns (bytes32);
    function pause() external;
}

interface IWeightedPoolFactory {
    function create(
        string memory name,
        string memory symbol,
        address[] memory tokens,
        uint256[] memory normalizedWeights,
        address[] memory rateProviders,
        uint256 swapFeePercentage,
        address owner
    ) external returns (address);
}

interface IComposableStablePoolFactory {
    function create(
        string memory name,
        string memory symbol,
        address[] memory tokens,
        uint256 amplificationParameter,
        address[] memory rateProviders,
        uint256[] memory tokenRateCacheDurations,
        bool[] memory exemptFromYieldProtocolFeeFlags,
        uint256 swapFeePercentage,
        address owner
    ) external returns (address);
}

/// @dev A rate that its test sets; 1e18 = 1.
contract BalancerRate {
    uint256 public getRate = 1e18;

    function set(uint256 rate) external {
        getRate = rate;
    }
}

/// @dev The published Vault at its canonical address, and pools of the published factories.
abstract contract BalancerWorld is Test {
    IBalancerVaultActions internal constant VAULT = IBalancerVaultActions(0xBA12222222228d8Ba445958a75a0704d566BF2C8);
    string private constant TASKS = ".cache/artifacts/current/@balancer-labs/v2-deployments/dist/tasks/";

    IBalancerAuthorizer internal balancerAuthorizer;
    address private _feesProvider;

    /// @dev Gives this contract that much of a token of its world.
    function mint(address token, uint256 amount) internal virtual {
        SandboxToken(token).mint(address(this), amount);
    }

    function deployVault(address weth) internal {
        string memory authorizer = "20210418-authorizer/artifact/Authorizer.json";
        balancerAuthorizer = IBalancerAuthorizer(createdFrom(_code(authorizer), abi.encode(address(this))));
        bytes memory arguments = abi.encode(address(balancerAuthorizer), weth, 90 days, 30 days);
        // The constructor runs at the canonical address, so immutables are those of that address.
        vm.etch(address(VAULT), bytes.concat(_code("20210418-vault/artifact/Vault.json"), arguments));
        (bool ok, bytes memory runtime) = address(VAULT).call("");
        require(ok && runtime.length != 0, "Vault constructor");
        vm.etch(address(VAULT), runtime);
        string memory provider =
            "20220725-protocol-fee-percentages-provider/artifact/ProtocolFeePercentagesProvider.json";
        _feesProvider = createdFrom(_code(provider), abi.encode(VAULT, 0.5e18, 0.5e18));
    }

    /// @param tokens sandbox tokens of this contract's, by address
    function deployWeighted(address[] memory tokens, uint256[] memory weights, uint256[] memory amounts, uint256 fee)
        internal
        returns (address pool)
    {
        address factory = _factory("20230206-weighted-pool-v3/artifact/WeightedPoolFactory.json");
        address[] memory noRates = new address[](tokens.length);
        pool = IWeightedPoolFactory(factory).create("W", "W", tokens, weights, noRates, fee, address(this));
        join(pool, tokens, amounts);
    }

    /// @param tokens sandbox tokens of this contract's, by address
    /// @param rates of each token, zero for none; kept for `rateSeconds`
    function deployComposableStable(
        address[] memory tokens,
        uint256[] memory amounts,
        uint256 amplification,
        uint256 fee,
        address[] memory rates,
        uint256 rateSeconds
    ) internal returns (address pool) {
        address factory = _factory("20230206-composable-stable-pool-v3/artifact/ComposableStablePoolFactory.json");
        uint256[] memory durations = new uint256[](tokens.length);
        for (uint256 k; k < tokens.length; ++k) {
            if (rates[k] != address(0)) durations[k] = rateSeconds;
        }
        bool[] memory notExempt = new bool[](tokens.length);
        pool = IComposableStablePoolFactory(factory)
            .create("S", "S", tokens, amplification, rates, durations, notExempt, fee, address(this));
        join(pool, tokens, amounts);
    }

    function swapOnVault(address pool, address tokenIn, address tokenOut, uint256 amountIn) internal returns (uint256) {
        mint(tokenIn, amountIn);
        SandboxToken(tokenIn).approve(address(VAULT), amountIn);
        return VAULT.swap(
            IBalancerVault.SingleSwap(
                IBalancerPoolActions(pool).getPoolId(),
                IBalancerVault.SwapKind.GIVEN_IN,
                tokenIn,
                tokenOut,
                amountIn,
                ""
            ),
            IBalancerVault.FundManagement(address(this), false, payable(address(this)), false),
            0,
            block.timestamp
        );
    }

    function join(address pool, address[] memory tokens, uint256[] memory amounts) internal {
        bytes32 poolId = IBalancerPoolActions(pool).getPoolId();
        (address[] memory listed,,) = VAULT.getPoolTokens(poolId);
        uint256[] memory initial = new uint256[](listed.length);
        uint256[] memory most = new uint256[](listed.length);
        for (uint256 k; k < listed.length; ++k) {
            most[k] = type(uint256).max;
            for (uint256 i; i < tokens.length; ++i) {
                if (tokens[i] == listed[k]) initial[k] = amounts[i];
            }
            if (initial[k] == 0) continue; // the pool's own shares, which it mints
            mint(listed[k], initial[k]);
            SandboxToken(listed[k]).approve(address(VAULT), initial[k]);
        }
        bytes memory data = abi.encode(uint256(0), initial);
        VAULT.joinPool(
            poolId, address(this), address(this), IBalancerVaultActions.JoinPoolRequest(listed, most, data, false)
        );
    }

    function _factory(string memory artifact) private returns (address) {
        return createdFrom(_code(artifact), abi.encode(VAULT, _feesProvider, "test", "test"));
    }

    function _code(string memory artifact) private view returns (bytes memory) {
        return vm.parseJsonBytes(vm.readFile(string.concat(TASKS, artifact)), ".bytecode");
    }
}
