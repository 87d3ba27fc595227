"""A chain in memory that settles our plans: blocks are made on order, and a fake relay's bundles land in them.

It knows of the reactor only what a solver depends on: a Permit2 nonce fills once, a plan lands inside its window, an
account's nonces are consecutive, and a bundle is in whole or not at all.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence

from eth_abi.abi import encode

from solver.domain.bundle import Bundle, Transaction
from solver.domain.chain import BlockRef, EthTransfer, Log, Receipt, Simulated
from solver.domain.primitives import Address, Hash
from solver.intents.words import keccak, uint_word
from solver.ports import Refused
from solver.settlement.encode import decode_settle
from solver.settlement.plan import Fill, Plan
from solver.testing.fake_relay import FakeRelay
from solver.testing.trouble import Troubles
from solver.testing.values import GWEI, HEAD, block, hash_of

SETTLED = Hash("0x" + keccak(b"Settled(bytes32,address,address,uint32,uint256[],uint256[])").hex())
GAS_USED = 280_000
"""A little less than what one hop is thought to take."""

_BITMAP = keccak(b"nonceBitmap(address,uint256)")[:4]
_ERC1271 = keccak(b"isValidSignature(bytes32,bytes)")[:4]
_PLENTY = 10**30


class FakeChain:
    """ports.Chain.

    signed: what execution keys have signed, by hash; includes: whether bundles get into blocks
    lands_reverted: transactions are mined and fail instead of being left out
    gas_used: what a transaction uses, one entry for each simulation to come, the last for all after it
    simulation_errors: what the next simulations answer for their last transaction, None: what they find
    """

    def __init__(self, relay: FakeRelay) -> None:
        self.troubles = Troubles()
        self.signed: dict[Hash, Transaction] = {}
        self.includes = True
        self.lands_reverted = False
        self.gas_used = [GAS_USED]
        self.simulation_errors: list[str | None] = []
        self.simulated: list[tuple[Transaction, ...]] = []
        self.used_nonces: set[int] = set()
        self.nonces: dict[Address, int] = {}
        self.allowance = _PLENTY
        self._relay = relay
        self._head = HEAD
        self._receipts: dict[Hash, Receipt] = {}
        self._sealed = asyncio.Condition()

    async def seal(self, blocks: int = 1) -> BlockRef:
        """Make blocks, with what the relay holds for them."""
        async with self._sealed:
            for _ in range(blocks):
                self._head += 1
                for bundle in self._relay.standing(self._head) if self.includes else ():
                    self._include(bundle)
            self._sealed.notify_all()
        return block(self._head)

    def replace_head(self) -> None:
        """Another block in the newest one's place, with what the relay holds for it."""
        for bundle in self._relay.standing(self._head):
            self._include(bundle)

    def settlements(self) -> tuple[Receipt, ...]:
        """Every transaction that settled, in order."""
        return tuple(receipt for receipt in self._receipts.values() if receipt.succeeded)

    async def head(self) -> BlockRef:
        self.troubles.strike("head")
        return block(self._head)

    async def heads(self) -> AsyncIterator[BlockRef]:
        told = -1
        while True:
            async with self._sealed:
                while told == self._head:
                    await self._sealed.wait()
                told = self._head
            yield block(told)

    async def block(self, number: int) -> BlockRef:
        return block(number)

    async def call(self, to: Address, data: bytes, at: Hash, time_s: int | None = None) -> bytes:
        self.troubles.strike("call")
        if data[:4] == _ERC1271:
            raise Refused("node", "reverted", f"{to} has no code at {at}")
        if data[:4] == _BITMAP:
            word = int.from_bytes(data[36:68], "big")
            return uint_word(sum(1 << (nonce & 0xFF) for nonce in self.used_nonces if nonce >> 8 == word))
        return uint_word(self.allowance)

    async def code(self, account: Address, at: Hash) -> bytes:
        return b""

    async def balance_wei(self, account: Address, at: Hash) -> int:
        return _PLENTY

    async def nonce(self, account: Address) -> int:
        return self.nonces.get(account, 0)

    async def simulate(
        self,
        sender: Address,
        transactions: Sequence[Transaction],
        at: Hash,
        codes: Mapping[Address, bytes] | None = None,
    ) -> tuple[Simulated, ...]:
        self.troubles.strike("simulate")
        self.simulated.append(tuple(transactions))
        used = set(self.used_nonces)
        gas = self.gas_used.pop(0) if len(self.gas_used) > 1 else self.gas_used[0]
        answers = []
        for transaction in transactions:
            error = self._fault(transaction, int(at, 16) + 1, used)
            answers.append(Simulated(gas, b"", (), error))
        planned = self.simulation_errors.pop(0) if self.simulation_errors else None
        if planned is not None:
            answers[-1] = Simulated(gas, b"", (), planned)
        return tuple(answers)

    async def receipt(self, tx_hash: Hash) -> Receipt | None:
        self.troubles.strike("receipt")
        return self._receipts.get(tx_hash)

    async def receipts(self, block_hash: Hash) -> tuple[Receipt, ...]:
        return tuple(receipt for receipt in self._receipts.values() if receipt.block_hash == block_hash)

    async def transfers(self, accounts: frozenset[Address], block: BlockRef) -> tuple[Log, ...]:
        return ()

    async def eth_transfers(self, accounts: frozenset[Address], block: BlockRef) -> tuple[EthTransfer, ...]:
        return ()

    def _include(self, bundle: Bundle) -> None:
        transactions = [(one, self.signed[one.hash]) for one in bundle.transactions]
        used = set(self.used_nonces)
        nonce = self.nonces.get(bundle.transactions[0].sender, 0)
        in_order = all(tx.nonce == nonce + place for place, (_, tx) in enumerate(transactions))
        faults = [self._fault(tx, self._head, used) for _, tx in transactions]
        if not in_order or (any(faults) and not self.lands_reverted):
            return
        for one, tx in transactions:
            self.nonces[one.sender] = tx.nonce + 1
            logs = () if self.lands_reverted else (_settled(decode_settle(tx.data), self._head, one.hash),)
            place = (self._head, hash_of(self._head), len(self._receipts))
            receipt = Receipt(one.hash, *place, not self.lands_reverted, GAS_USED, 3 * GWEI, one.sender, logs)
            self._receipts[one.hash] = receipt
        if not self.lands_reverted:
            self.used_nonces = used

    def _fault(self, transaction: Transaction, number: int, used: set[int]) -> str | None:
        """Why a plan would revert in that block; marks its intents' nonces as used where it would not."""
        plan = decode_settle(transaction.data)
        if not plan.first_block <= number <= plan.last_block:
            return f"OutsideWindow({number})"
        for fill in plan.fills:
            if fill.intent.info.nonce in used:
                return "InvalidNonce()"
            used.add(fill.intent.info.nonce)
        return None


def _settled(plan: Plan, number: int, tx_hash: Hash) -> Log:
    """The reactor's event of a plan's one fill."""
    fill: Fill = plan.fills[0]
    cosigned, info = fill.cosigned[0], fill.intent.info
    spent = cosigned.spend_caps or tuple(spend.max_total for spend in fill.intent.spends)
    received = cosigned.receive_floors or tuple(receive.min_total for receive in fill.intent.receives)
    topics = (SETTLED, cosigned.intent_hash, _topic(cosigned.exclusive_filler), _topic(info.swapper))
    data = encode(("uint32", "uint256[]", "uint256[]"), (0, spent, received))
    return Log(info.reactor, topics, data, number, hash_of(number), tx_hash, 0)


def _topic(account: Address) -> Hash:
    return Hash("0x" + "00" * 12 + account[2:])
