"""What stands at mainnet's addresses is what stands there on mainnet, as far as it can be recomputed."""

from pathlib import Path

import pytest
from eth_abi.abi import encode
from eth_utils.crypto import keccak

from solver.domain.primitives import Address
from solver.sandbox.chain import addresses as at
from solver.sandbox.chain.abi import calldata
from solver.sandbox.chain.anvil import Anvil
from solver.sandbox.chain.artifacts import third_party
from solver.sandbox.chain.building.site import create2_address

pytestmark = pytest.mark.anvil

ROOT = Path(__file__).resolve().parents[3]

V2_PAIR_HASH = "96e8ac4277198ff8b6f785478aa9a39f403cb768dd02cbee326c3e7da348845f"
V3_POOL_HASH = "e34f199b19b2b4f47f68442619d555527d244f78a3297ea89325f843f87b8b54"
PERMIT2_SALT = bytes.fromhex("0000000000000000000000000000000000000000d3af2663da51c10215000000")
PERMIT2_DOMAIN = "866a5aba21966af95d6c7ab78eb2b2fc913915c28be3b9aa07cc04ff903e3f28"
BALANCER_FEES_COLLECTOR = "0xce88686553686da562ce7cea497ce749da109f9f"
SAFE_SINGLETON_FACTORY = Address("0x914d7fec6aac8cd542e72bca78b30650d45643d7")


def read(chain: Anvil, to: Address, signature: str) -> str:
    return str(chain.rpc.call("eth_call", [{"to": to, "data": calldata(signature)}, "latest"]))[2:]


def domain(name: str, contract: Address) -> str:
    """The EIP-712 separator of a domain without a version on mainnet."""
    kind = keccak(text="EIP712Domain(string name,uint256 chainId,address verifyingContract)")
    fields = encode(["bytes32", "bytes32", "uint256", "address"], [kind, keccak(text=name), 1, contract])
    return keccak(fields).hex()


def test_uniswap_pools_have_the_init_code_hashes_the_protocol_is_known_by() -> None:
    assert keccak(third_party(ROOT, "UniswapV2Pair")).hex() == V2_PAIR_HASH
    assert keccak(third_party(ROOT, "UniswapV3Pool")).hex() == V3_POOL_HASH


def test_permit2s_creation_code_hashes_to_its_mainnet_address() -> None:
    assert create2_address(at.CREATE2_DEPLOYER, PERMIT2_SALT, third_party(ROOT, "Permit2")) == at.PERMIT2


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("Safe", at.SAFE_SINGLETON),
        ("SafeProxyFactory", at.SAFE_FACTORY),
        ("CompatibilityFallbackHandler", at.SAFE_FALLBACK),
    ],
)
def test_safes_creation_code_hashes_to_its_mainnet_address(name: str, address: Address) -> None:
    assert create2_address(SAFE_SINGLETON_FACTORY, bytes(32), third_party(ROOT, name)) == address


def test_permit2_signs_in_its_mainnet_domain(chain: Anvil) -> None:
    assert read(chain, at.PERMIT2, "DOMAIN_SEPARATOR()") == PERMIT2_DOMAIN == domain("Permit2", at.PERMIT2)


def test_contracts_know_each_other_by_their_mainnet_addresses(chain: Anvil) -> None:
    links = {
        (at.V2_ROUTER, "factory()"): at.V2_FACTORY,
        (at.V2_ROUTER, "WETH()"): at.WETH,
        (at.SUSHI_ROUTER, "factory()"): at.SUSHI_FACTORY,
        (at.V3_ROUTER, "factory()"): at.V3_FACTORY,
        (at.V3_QUOTER, "factory()"): at.V3_FACTORY,
        (at.V3_POSITIONS, "WETH9()"): at.WETH,
        (at.V4_POSITIONS, "poolManager()"): at.V4_POOL_MANAGER,
        (at.V4_POSITIONS, "permit2()"): at.PERMIT2,
        (at.V4_POSITIONS, "WETH9()"): at.WETH,
        (at.V4_STATE_VIEW, "poolManager()"): at.V4_POOL_MANAGER,
        (at.V4_QUOTER, "poolManager()"): at.V4_POOL_MANAGER,
        (at.UNIVERSAL_ROUTER, "poolManager()"): at.V4_POOL_MANAGER,
        (at.UNIVERSAL_ROUTER, "V3_POSITION_MANAGER()"): at.V3_POSITIONS,
        (at.UNIVERSAL_ROUTER, "V4_POSITION_MANAGER()"): at.V4_POSITIONS,
        (at.BALANCER_VAULT, "WETH()"): at.WETH,
        (at.BALANCER_VAULT, "getAuthorizer()"): at.BALANCER_AUTHORIZER,
        (at.BALANCER_VAULT, "getProtocolFeesCollector()"): BALANCER_FEES_COLLECTOR,
    }
    assert {key: "0x" + read(chain, *key)[-40:] for key in links} == links


def test_usdc_is_the_proxy_over_circles_implementation(chain: Anvil) -> None:
    slot = "0x" + keccak(text="org.zeppelinos.proxy.implementation").hex()
    stored = chain.rpc.call("eth_getStorageAt", [at.USDC, slot, "latest"])
    assert "0x" + stored[-40:] == at.USDC_IMPLEMENTATION
    assert int(read(chain, at.USDC, "decimals()"), 16) == 6
