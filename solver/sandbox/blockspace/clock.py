"""The slot clock: when the next block is sealed.

barrier   when every actor has said that it is done with the head and the shortest slot has passed; at the cap
          otherwise. Where no actor is known, only the cap ends a slot.
realtime  one block each slot of wall time.
"""

import asyncio
import enum
from dataclasses import dataclass

from solver.sandbox.blockspace.observe import Observer
from solver.sandbox.blockspace.world import Blockspace


class Mode(enum.Enum):
    """How slots end."""

    BARRIER = "barrier"
    REALTIME = "realtime"


@dataclass(frozen=True, slots=True)
class Slots:
    """How slots end, and their wall-clock bounds; slot_ms is for realtime, the other two for the barrier."""

    mode: Mode
    min_slot_ms: int = 0
    max_slot_ms: int = 30_000
    slot_ms: int = 12_000


class Barrier:
    """Which actors there are, and up to which block each is done; expected ones count before they register."""

    def __init__(self, expected: tuple[str, ...] = ()) -> None:
        self.ready: dict[str, int] = dict.fromkeys(expected, -1)

    def register(self, actor: str) -> None:
        """From now on wait for the actor; registering again changes nothing."""
        self.ready.setdefault(actor, -1)

    def leave(self, actor: str) -> None:
        """From now on do not wait for the actor."""
        self.ready.pop(actor, None)

    def done(self, actor: str, block: int) -> None:
        """The actor has done all it does on that block."""
        self.ready[actor] = max(block, self.ready.get(actor, -1))

    def missing(self, block: int) -> list[str]:
        """The actors that are not done with the block, sorted."""
        return sorted(actor for actor, done in self.ready.items() if done < block)

    def open(self, block: int) -> bool:
        """Whether the next block may be sealed."""
        return bool(self.ready) and not self.missing(block)


class SlotClock:
    """Seals one block a slot, for as long as run() runs."""

    def __init__(self, blockspace: Blockspace, slots: Slots, barrier: Barrier, observer: Observer) -> None:
        self._blockspace = blockspace
        self._slots = slots
        self._barrier = barrier
        self._observer = observer

    @property
    def mode(self) -> Mode:
        """How slots end."""
        return self._slots.mode

    @property
    def ready(self) -> dict[str, int]:
        """The newest block each actor is done with, -1 for none, by name."""
        return dict(sorted(self._barrier.ready.items()))

    async def register(self, actor: str) -> None:
        """Add an actor to the barrier."""
        self._barrier.register(actor)
        await self._blockspace.pulse.beat()

    async def leave(self, actor: str) -> None:
        """Take an actor out of the barrier."""
        self._barrier.leave(actor)
        await self._blockspace.pulse.beat()

    async def say_ready(self, actor: str, block: int) -> bool:
        """Record that an actor is done with a block; False where that block does not exist yet."""
        if block > self._blockspace.head.number:
            return False
        self._barrier.done(actor, block)
        await self._blockspace.pulse.beat()
        return True

    async def run(self) -> None:
        """Seal block after block until cancelled, or until the pulse is closed."""
        while True:
            await self._end_of_slot()
            if self._blockspace.pulse.closed:
                return
            await self._blockspace.seal()

    async def _end_of_slot(self) -> None:
        if self._slots.mode is Mode.REALTIME:
            await asyncio.sleep(self._slots.slot_ms / 1000)
            return
        await asyncio.sleep(self._slots.min_slot_ms / 1000)
        left_s = (self._slots.max_slot_ms - self._slots.min_slot_ms) / 1000
        head = self._blockspace.head.number
        pulse = self._blockspace.pulse
        if not await pulse.wait_for(lambda: self._barrier.open(head), left_s) and not pulse.closed:
            self._observer.waited_in_vain(head, self._barrier.missing(head))
