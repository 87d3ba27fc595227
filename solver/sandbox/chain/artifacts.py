"""Creation bytecode: third-party artifacts as scripts/artifacts fetched them, and our own from forge's output."""

import re
from pathlib import Path
from typing import Any

import msgspec

from solver.sandbox.chain.toolchain import ToolMissing

_CACHE = Path(".cache") / "artifacts" / "current"
_V3_PERIPHERY = "@uniswap/v3-periphery/artifacts/contracts/"
_BALANCER = "@balancer-labs/v2-deployments/dist/tasks/"
_V4_PERIPHERY = "@uniswap/v4-periphery/foundry-out/"
_SAFE = "@safe-global/safe-contracts/build/artifacts/contracts/"
_ZERO_EX = "@0x/contracts-zero-ex/lib/generated-artifacts/"
_UNISWAPX = "@uniswap/uniswapx-sdk/dist/cjs/src/contracts/factories/"

THIRD_PARTY = {
    "WETH9": "canonical-weth/build/contracts/WETH9.json",
    "FiatTokenV2_1": "web3-ethereum-defi/eth_defi/abi/centre/FiatTokenV2_1.json",
    "FiatTokenProxy": "web3-ethereum-defi/eth_defi/abi/centre/FiatTokenProxy.json",
    "Multicall3": "viem/constants/contracts.ts",
    "Permit2": _UNISWAPX + "Permit2__factory.js",
    "UniswapV2Factory": "@uniswap/v2-core/build/UniswapV2Factory.json",
    "UniswapV2Pair": "@uniswap/v2-core/build/UniswapV2Pair.json",
    "UniswapV2Router02": "@uniswap/v2-periphery/build/UniswapV2Router02.json",
    "UniswapV3Factory": "@uniswap/v3-core/artifacts/contracts/UniswapV3Factory.sol/UniswapV3Factory.json",
    "UniswapV3Pool": "@uniswap/v3-core/artifacts/contracts/UniswapV3Pool.sol/UniswapV3Pool.json",
    "NonfungiblePositionManager": _V3_PERIPHERY + "NonfungiblePositionManager.sol/NonfungiblePositionManager.json",
    "SwapRouter": _V3_PERIPHERY + "SwapRouter.sol/SwapRouter.json",
    "QuoterV2": _V3_PERIPHERY + "lens/QuoterV2.sol/QuoterV2.json",
    "TickLens": _V3_PERIPHERY + "lens/TickLens.sol/TickLens.json",
    "BalancerAuthorizer": _BALANCER + "20210418-authorizer/artifact/Authorizer.json",
    "BalancerVault": _BALANCER + "20210418-vault/artifact/Vault.json",
    "BalancerFeesProvider": _BALANCER
    + "20220725-protocol-fee-percentages-provider/artifact/ProtocolFeePercentagesProvider.json",
    "WeightedPoolFactory": _BALANCER + "20230206-weighted-pool-v3/artifact/WeightedPoolFactory.json",
    "ComposableStablePoolFactory": _BALANCER
    + "20230206-composable-stable-pool-v3/artifact/ComposableStablePoolFactory.json",
    "ERC4626LinearPoolFactory": _BALANCER + "20220404-erc4626-linear-pool-v2/artifact/ERC4626LinearPoolFactory.json",
    "PoolManager": "@uniswap/v4-core/out/PoolManager.sol/PoolManager.json",
    "PositionManager": _V4_PERIPHERY + "PositionManager.sol/PositionManager.json",
    "StateView": _V4_PERIPHERY + "StateView.sol/StateView.json",
    "V4Quoter": _V4_PERIPHERY + "V4Quoter.sol/V4Quoter.json",
    "UniversalRouter": "@uniswap/universal-router/artifacts/contracts/UniversalRouter.sol/UniversalRouter.json",
    "Safe": _SAFE + "Safe.sol/Safe.json",
    "SafeProxyFactory": _SAFE + "proxies/SafeProxyFactory.sol/SafeProxyFactory.json",
    "CompatibilityFallbackHandler": _SAFE
    + "handler/CompatibilityFallbackHandler.sol/CompatibilityFallbackHandler.json",
    "ZeroEx": _ZERO_EX + "ZeroEx.json",
    "ZeroExMigration": _ZERO_EX + "InitialMigration.json",
    "ZeroExRegistry": _ZERO_EX + "SimpleFunctionRegistryFeature.json",
    "ZeroExOwnable": _ZERO_EX + "OwnableFeature.json",
    "ZeroExFees": _ZERO_EX + "FeeCollectorController.json",
    "ZeroExNativeOrders": _ZERO_EX + "NativeOrdersFeature.json",
}

OURS = {
    "SandboxToken": "contracts/src/sandbox/SandboxToken.sol",
    "NoReturnToken": "contracts/src/sandbox/NoReturnToken.sol",
    "YieldShare": "contracts/src/sandbox/YieldShare.sol",
    "StableSwap": "contracts/src/sandbox/StableSwap.sol",
    "PriceFeed": "contracts/src/sandbox/PriceFeed.sol",
    "FeeHook": "contracts/src/sandbox/FeeHook.sol",
    "HedgeReactor": "contracts/src/HedgeReactor.sol",
    "DutchResolver": "contracts/src/resolvers/DutchResolver.sol",
    "SolverExecutor": "contracts/src/SolverExecutor.sol",
    "InventoryVault": "contracts/src/InventoryVault.sol",
    "MarketLens": "contracts/src/lens/MarketLens.sol",
}

# Two artifacts are source text that holds the bytecode in a constant.
_CONSTANTS = {
    "Multicall3": re.compile(r"multicall3Bytecode\s*=\s*['\"](0x[0-9a-fA-F]+)['\"]"),
    "Permit2": re.compile(r"_bytecode\s*=\s*['\"](0x[0-9a-fA-F]+)['\"]"),
}


def third_party(root: Path, name: str) -> bytes:
    """The creation bytecode of one contract of THIRD_PARTY."""
    path = root / _CACHE / THIRD_PARTY[name]
    text = _read(path, "run `make setup` (or `scripts/artifacts`)")
    pattern = _CONSTANTS.get(name)
    if pattern is None:
        return _object(msgspec.json.decode(text))
    found = pattern.search(text.decode())
    if found is None:
        raise ToolMissing(name, f"no bytecode in {path.name}: the package is not the one of contracts/artifacts.lock")
    return bytes.fromhex(found[1][2:])


def ours(root: Path, name: str) -> bytes:
    """The creation bytecode of one contract of OURS, as forge last built it."""
    path = root / "out" / Path(OURS[name]).name / f"{name}.json"
    return _object(msgspec.json.decode(_read(path, "run `forge build`")))


def _read(path: Path, hint: str) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError as missing:
        raise ToolMissing(str(path), hint) from missing


def _object(artifact: dict[str, Any]) -> bytes:
    """The bytecode of a Truffle, Waffle, Hardhat, forge or 0x artifact."""
    code = artifact["compilerOutput"]["evm"]["bytecode"] if "compilerOutput" in artifact else artifact["bytecode"]
    text = code["object"] if isinstance(code, dict) else code
    return bytes.fromhex(text.removeprefix("0x"))
