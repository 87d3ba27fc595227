"""Balancer's linear pools, from their published factory: a token and its share, at the rate the share tells.

Inside its targets for the main token a pool asks no fee. Above them it takes one of what comes in of the main token.
"""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from eth_abi.abi import encode

from solver.domain.primitives import Address, Hash
from solver.markets.constant_sum import ConstantSum
from solver.sandbox.chain import addresses as at
from solver.sandbox.chain.abi import calldata, decoded
from solver.sandbox.chain.artifacts import ours, third_party
from solver.sandbox.chain.building.balancer import child_address
from solver.sandbox.chain.building.site import UNLIMITED, create2_address
from solver.sandbox.chain.tokens import SandboxAsset
from tests.integration.markets.balancer import GIVEN_IN, Pair, swap_call

ROOT = Path(__file__).resolve().parents[3]
ONE_E18 = 10**18
PIPS_E18 = 10**12

_CREATE = "create(string,string,address,address,uint256,uint256,address)"
_RATE = "setAssetsPerWhole(uint256)"


@dataclass(frozen=True)
class LinearPool:
    """One pool; target: whole main tokens up to which there is no fee."""

    twin: Any
    pool_id: Hash
    main: SandboxAsset
    share: Address
    share_decimals: int
    target: int
    fee_pips: int

    def set_rate(self, rate_e18: int) -> None:
        """What a whole share is worth in whole main tokens, as finely as the share can tell."""
        assets = rate_e18 * 10**self.main.decimals // 10**self.share_decimals
        self.twin.send(self.share, calldata(_RATE, assets))

    def fee_free(self) -> ConstantSum:
        """The pool at the head as what it is inside its targets: balances are what can be had without leaving them."""
        held, shares = self._balances()
        return replace(self.taxed(), balance0=min(held, self.target * self.main.one), balance1=shares, fee_pips=0)

    def taxed(self) -> ConstantSum:
        """The pool at the head as what it is for the main token's sellers above the targets; they buy shares."""
        rate = int(self.twin.call(self.share, calldata("convertToAssets(uint256)", ONE_E18)), 16)
        scale, share_scale = 10 ** (18 - self.main.decimals), 10 ** (18 - self.share_decimals)
        rate_e18 = rate * 10 ** (18 + self.share_decimals - self.main.decimals) // ONE_E18
        held, shares = self._balances()
        tokens = (self.main.address, self.share)
        multipliers = (scale * ONE_E18, share_scale * rate_e18)
        return ConstantSum(self.pool_id, *tokens, held, shares, *multipliers, self.fee_pips)

    def swap(self, pair: Pair, amount_in: int) -> None:
        """A mined swap of the trader's."""
        self.twin.send(at.BALANCER_VAULT, swap_call(self.twin, self, GIVEN_IN, pair, amount_in, limit=0))

    def _balances(self) -> tuple[int, int]:
        """Of the main token and of the share."""
        asked = calldata("getPoolTokens(bytes32)", bytes.fromhex(self.pool_id[2:]))
        answer: Any = decoded(["address[]", "uint256[]", "uint256"], self.twin.call(at.BALANCER_VAULT, asked))
        held = dict(zip(answer[0], answer[1], strict=True))
        return held[self.main.address], held[self.share]


def linear_pool(twin: Any, main: SandboxAsset, share_decimals: int, fee_pips: int, *, target: int) -> LinearPool:
    """A new pool that holds half its target of the main token and as many shares as are worth two targets at rate 1."""
    share = _share(twin, share_decimals)
    factory = _deployed(twin, third_party(ROOT, "ERC4626LinearPoolFactory") + encode(["address"], [at.BALANCER_VAULT]))
    nonce = int(twin.node.rpc.call("eth_getTransactionCount", [factory, "latest"]), 16)
    limits = (target * 10**18, fee_pips * PIPS_E18)
    twin.send(factory, calldata(_CREATE, "L", "L", main.address, share, *limits, twin.trader))
    pool = child_address(factory, nonce)
    pool_id = Hash(twin.call(pool, calldata("getPoolId()")))
    linear = LinearPool(twin, pool_id, main, share, share_decimals, target, fee_pips)
    linear.set_rate(ONE_E18)
    linear.swap((main.address, pool), target * main.one // 2)
    linear.swap((share, pool), 2 * target * 10**share_decimals)
    return linear


def _share(twin: Any, decimals: int) -> Address:
    """A share of the trader's making, who holds a lot of it."""
    types = ["string", "string", "uint8", "address"]
    share = _deployed(twin, ours(ROOT, "YieldShare") + encode(types, ["Share", "SHARE", decimals, twin.trader]))
    twin.send(share, calldata("mint(address,uint256)", twin.trader, 10 ** (decimals + 9)))
    twin.send(share, calldata("approve(address,uint256)", at.BALANCER_VAULT, UNLIMITED))
    return share


def _deployed(twin: Any, creation: bytes) -> Address:
    twin.send(at.CREATE2_DEPLOYER, "0x" + (bytes(32) + creation).hex())
    return create2_address(at.CREATE2_DEPLOYER, bytes(32), creation)
