"""One order in two shapes: a swap through the public router of a pair, and an intent for the auction house."""

from typing import Any

from eth_account.signers.local import LocalAccount

from solver.app.demo.layout import Endpoints
from solver.domain.auction import Side
from solver.domain.primitives import Hash
from solver.sandbox.chain.abi import calldata, word
from solver.sandbox.chain.tokens import USDC, WETH
from solver.sandbox.chain.worldfile import World
from solver.sandbox.traders.build import build
from solver.sandbox.traders.draw import Draft, Kind, LegDraft
from solver.sandbox.traders.market import Market
from solver.sandbox.traders.people import People
from solver.sandbox.traders.position import E8, position_for
from solver.sandbox.traders.post import Poster
from solver.sandbox.traders.pricing import Priced
from solver.sandbox.traders.quotes import Quoter
from solver.sandbox.traders.sign import IntentSigner
from solver.sandbox.traders.transactions import Fees, PublicOrder, sign_public_order
from solver.wire.http import HttpClient
from solver.wire.rpc import AsyncJsonRpc
from tests.integration.world.slots import Slots

ETHER, GWEI = 10**18, 10**9
AMOUNT = 20 * ETHER
FAR = 2**40
FEES = Fees(max_fee_wei=200 * GWEI, tip_wei=GWEI)
LONG_CALL = LegDraft(is_call=True, weight=1, moneyness=1, days=30, vol=0.6)
DRAFT = Draft(
    index=0,
    kind=Kind.HONEST,
    underlying="ETH",
    quote="USDC",
    buys_base=False,
    side=Side.EXACT_IN,
    notional_usd=50_000,
    is_safe=False,
    trader=0,
    legs=(LONG_CALL,),
    start_bps=0,
    end_bps=100,
    lifetime_s=600,
    decay_s=36,
    nonce=77,
)


class Desk:
    """A trader who sells 20 WETH for USDC, in the current slot of a world."""

    def __init__(self, world: World, slots: Slots) -> None:
        self._world, self._slots = world, slots
        self._router = world.contracts["v2_router"]
        self.trader = People(world).eoa(DRAFT.trader)

    def pair_quote(self) -> int:
        """What the pair gives at the head, in units of USDC."""
        data = calldata("getAmountsOut(uint256,address[])", AMOUNT, [WETH.address, USDC.address])
        return word(self._slots.call(self._router, data), 3)

    def approval(self) -> bytes:
        """Lets the router take the WETH."""
        fields: dict[str, Any] = {
            "type": 2,
            "chainId": self._world.chain_id,
            "nonce": self._nonce(),
            "to": bytes.fromhex(WETH.address[2:]),
            "data": calldata("approve(address,uint256)", self._router, AMOUNT),
            "value": 0,
            "gas": 80_000,
            "maxFeePerGas": FEES.max_fee_wei,
            "maxPriorityFeePerGas": FEES.tip_wei,
        }
        key: LocalAccount = self.trader.key
        return bytes(key.sign_transaction(fields).raw_transaction)

    def public_order(self, minimum: int) -> bytes:
        """The swap as a wallet sends it."""
        order = PublicOrder(WETH.address, USDC.address, AMOUNT, minimum, FAR)
        return sign_public_order(order, self.trader.key, self._world, self._nonce(), FEES)

    async def best_single_path(self, rpc_url: str) -> int:
        """What the chain's own quoters give on the best path, in units of USDC."""
        async with AsyncJsonRpc(rpc_url, timeout_s=60.0) as rpc:
            quoter = await Quoter.open(rpc, self._world)
            best = await quoter.receive_for(WETH.address, USDC.address, AMOUNT, self._slots.head)
        assert best is not None
        return best

    async def post(self, endpoints: Endpoints, minimum: int) -> Hash:
        """The same sale as a signed intent, for the same minimum; its hash."""
        async with AsyncJsonRpc(endpoints.rpc, timeout_s=60.0) as rpc, HttpClient(endpoints.auction) as house:
            market = Market(rpc, self._world, await Quoter.open(rpc, self._world))
            head = await market.head()
            spot_e8 = await market.spot_e8(DRAFT.underlying, head.number)
            position = position_for(DRAFT.underlying, DRAFT.legs, -AMOUNT * E8 // ETHER, spot_e8, head.timestamp)
            sell, buy = market.base(DRAFT.underlying), market.token(DRAFT.quote)
            priced = Priced(sell, buy, (AMOUNT, AMOUNT), (minimum, minimum), position, spot_e8)
            intent = build(DRAFT, priced, self._world, head, trader=self.trader.address, nonce=DRAFT.nonce)
            signature = IntentSigner(self._world).sign(intent, self.trader)
            _, intent_hash = await Poster(house).post(intent, signature)
        return intent_hash

    def _nonce(self) -> int:
        return self._slots.transactions_of(self.trader.address)
