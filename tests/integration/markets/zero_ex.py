"""The 0x protocol v4 on the twin, from its published bytecode, and orders signed for it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eth_abi.abi import encode
from eth_typing import Hash32

from solver.domain.primitives import ZERO_ADDRESS, Address, Hash
from solver.markets.limit_order import LimitOrder
from solver.sandbox.chain import addresses as at
from solver.sandbox.chain.abi import calldata, decoded
from solver.sandbox.chain.artifacts import third_party
from solver.sandbox.chain.building.site import UNLIMITED, create2_address
from solver.sandbox.chain.keys import BACKGROUND_TRADERS, Keyring, address_of
from solver.sandbox.chain.tokens import ASSETS
from solver.testing.mined import mined

ROOT = Path(__file__).resolve().parents[3]
FILLABLE, FILLED = 1, 2
MAKER = BACKGROUND_TRADERS[1]
FEE_RECIPIENT = Address("0x" + "fe" * 20)

_ORDER = "(address,address,uint128,uint128,uint128,address,address,address,address,bytes32,uint64,uint256)"
_FILL = f"fillLimitOrder({_ORDER},(uint8,uint8,bytes32,bytes32),uint128)"
_INITIALIZE = "initializeZeroEx(address,address,(address,address))"
_FOREVER = 2**40
_SIGNED_AS_TYPED_DATA = 2
_NO_PROTOCOL_FEE = 0
"""A multiple of the gas price, in ether: it is no part of what an order trades."""


@dataclass(frozen=True)
class SignedOrder:
    """An order on the exchange as the market reads it, the fields it was signed with, and the signature."""

    market: LimitOrder
    fields: tuple[Any, ...]
    signature: tuple[int, int, bytes, bytes]

    @property
    def pair(self) -> tuple[Address, Address]:
        """What goes in, what comes out."""
        return self.market.taker_token, self.market.maker_token


class ZeroEx:
    """The exchange with its feature of native orders; the twin's trader takes, another background trader makes."""

    def __init__(self, twin: Any) -> None:
        self.twin = twin
        self._key = Keyring().account(MAKER)
        self._salt = 0
        migration = self._deployed("ZeroExMigration", ["address"], twin.trader)
        self.exchange = self._deployed("ZeroEx", ["address"], migration)
        features = (self._deployed("ZeroExRegistry", []), self._deployed("ZeroExOwnable", []))
        twin.send(migration, calldata(_INITIALIZE, twin.trader, self.exchange, features))
        fees = self._deployed("ZeroExFees", ["address", "address"], at.WETH, ZERO_ADDRESS)
        orders = self._deployed(
            "ZeroExNativeOrders",
            ["address", "address", "address", "address", "uint32"],
            *(self.exchange, at.WETH, ZERO_ADDRESS, fees, _NO_PROTOCOL_FEE),
        )
        register = bytes.fromhex(calldata("migrate()")[2:])
        twin.send(self.exchange, calldata("migrate(address,bytes,address)", orders, register, twin.trader))
        for holder in (twin.trader, address_of(MAKER)):
            self._approve(holder)

    def order(self, pair: tuple[Address, Address], taker_amount: int, maker_amount: int, taker_fee: int) -> SignedOrder:
        """A new order of the maker, who gives pair[1] for pair[0]."""
        self._salt += 1
        taker_token, maker_token = pair
        amounts = (maker_amount, taker_amount, taker_fee)
        people = (address_of(MAKER), ZERO_ADDRESS, ZERO_ADDRESS, FEE_RECIPIENT)
        fields = (maker_token, taker_token, *amounts, *people, bytes(32), _FOREVER, self._salt)
        digest = self.twin.call(self.exchange, calldata(f"getLimitOrderHash({_ORDER})", fields))
        signed = self._key.unsafe_sign_hash(Hash32(bytes.fromhex(digest[2:])))
        signature = (_SIGNED_AS_TYPED_DATA, signed.v, signed.r.to_bytes(32, "big"), signed.s.to_bytes(32, "big"))
        market = LimitOrder(Hash(digest), taker_token, maker_token, taker_amount, maker_amount, taker_fee)
        return SignedOrder(market, fields, signature)

    def fill_call(self, order: SignedOrder, fill: int) -> str:
        """Calldata that fills so many units of the taker amount, or what is left of it."""
        return calldata(_FILL, order.fields, order.signature, fill)

    def filled(self, order: SignedOrder, fill: int) -> tuple[int, int]:
        """What the taker pays and gets for such a fill, by the tokens' own balances; the chain stays as it is."""
        market, holder = order.market, self.twin.trader
        reads = [(token, calldata("balanceOf(address)", holder), 0) for token in market.tokens]
        done = self.twin.answers(*reads, (self.exchange, self.fill_call(order, fill), 0), *reads)
        paid_before, got_before, said, paid_after, got_after = done
        paid, got = int(paid_before, 16) - int(paid_after, 16), int(got_after, 16) - int(got_before, 16)
        assert decoded(["uint128", "uint128"], said)[1] == got
        return paid, got

    def state(self, order: SignedOrder) -> tuple[int, int]:
        """Status, and units of the taker amount that are gone."""
        answer = self.twin.call(self.exchange, calldata(f"getLimitOrderInfo({_ORDER})", order.fields))
        _, status, gone = decoded(["bytes32", "uint8", "uint128"], answer)
        assert isinstance(status, int)
        assert isinstance(gone, int)
        return status, gone

    def _deployed(self, name: str, types: list[str], *arguments: object) -> Address:
        creation = third_party(ROOT, name) + encode(types, arguments)
        self.twin.send(at.CREATE2_DEPLOYER, "0x" + (bytes(32) + creation).hex())
        return create2_address(at.CREATE2_DEPLOYER, bytes(32), creation)

    def _approve(self, holder: Address) -> None:
        for asset in ASSETS:
            data = calldata("approve(address,uint256)", self.exchange, UNLIMITED)
            asked = {"from": holder, "to": asset.address, "data": data}
            assert mined(self.twin.node.rpc, asked)["status"] == "0x1"
