"""The twin for every integration test: `anvil_world` is its state, `chain` a fresh node of it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from solver.sandbox.chain.anvil import Anvil, start_anvil
from solver.sandbox.chain.world import WorldFiles, ensure_state
from solver.sandbox.chain.worldfile import World

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def anvil_world() -> WorldFiles:
    """The cached state and world.json; built by the first test that asks."""
    return ensure_state(ROOT)


@pytest.fixture(scope="session")
def world(anvil_world: WorldFiles) -> World:
    """Who and what is in the state."""
    return anvil_world.read()


@pytest.fixture
def chain(anvil_world: WorldFiles) -> Iterator[Anvil]:
    """A node of the state, for this test alone; it seals a block for each transaction, 12 s of chain time apart."""
    with start_anvil(ROOT, anvil_world.state) as node:
        yield node
