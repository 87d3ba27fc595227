"""The journal's end is sealed at every head and when the solver stops."""

from dataclasses import dataclass
from functools import partial
from itertools import pairwise

from solver.domain.events import Event, Incident
from solver.pipeline.recorder import Recorder
from solver.testing.clock import StillClock
from solver.testing.memory_journal import MemoryJournal
from solver.testing.values import HEAD
from tests.unit.pipeline.stand import Stand, until


async def test_every_head_is_sealed_and_so_is_the_end(stand: Stand) -> None:
    async with stand.running():
        await stand.until_started()
        await until(lambda: stand.journal.seals[-1:] != [])
        for number in (HEAD + 1, HEAD + 2, HEAD + 3):
            await stand.sealed()
            await until(partial(_is_sealed, stand, number))
    blocks = [block for _, block in stand.journal.seals]
    assert set(blocks) == {HEAD, HEAD + 1, HEAD + 2, HEAD + 3}
    assert blocks == sorted(blocks)
    assert stand.journal.seals[-1] == (len(stand.journal.events), HEAD + 3)
    assert all(one[0] <= other[0] for one, other in pairwise(stand.journal.seals))


def _is_sealed(stand: Stand, number: int) -> bool:
    return stand.journal.seals[-1][1] == number


@dataclass
class Unsealed(MemoryJournal):
    """Its seals cannot be written."""

    def __post_init__(self) -> None:
        super().__init__()

    def seal(self, block_number: int) -> None:
        raise OSError(28, f"No space left on device at {block_number}")


async def test_a_seal_that_cannot_be_written_is_told_and_the_next_event_is_taken() -> None:
    journal = Unsealed()
    recorder = Recorder(journal, StillClock())
    recorder.seal(7)
    await recorder.record(Incident("relay", "late"))
    recorder.close()
    told: list[Event] = journal.events
    assert [event.kind for event in told if isinstance(event, Incident)] == ["seal:oserror", "relay", "seal:oserror"]
