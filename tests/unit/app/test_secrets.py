"""Keys: from the environment, of the right world, two of them, never shown."""

import pickle
from dataclasses import replace
from pathlib import Path

import pytest

from solver.app.config import Config, KeysSection, load_config
from solver.app.secrets import SecretError, open_signers
from solver.domain.sandbox_keys import SANDBOX_ADDRESSES
from tests.unit.app.test_config import write

SANDBOX_2 = "0x5de4111afa1a4b94908f83103eb1f1706367c2e68ca870fc3fb9a804cdab365a"
SANDBOX_5 = "0x8b3a350cf5c34c9194ca85829a2df0ec3153be0318b5e2d3348e872092edffba"
FOREIGN = "0x" + "5e" * 32


def config(tmp_path: Path, *, mode: str = "sandbox", identity: str = "env:A", execution: str = "env:B") -> Config:
    loaded = load_config(write(tmp_path))
    document = loaded.document
    changed = type(document)(
        mode=mode,  # type: ignore[arg-type] # one of the two
        chain=document.chain,
        keys=KeysSection(identity, execution),
        contracts=document.contracts,
        auction=document.auction,
        relay=document.relay,
    )
    return replace(loaded, document=changed)


def test_two_sandbox_keys_open_in_the_sandbox(tmp_path: Path) -> None:
    identity, execution = open_signers(config(tmp_path), {"A": SANDBOX_2, "B": SANDBOX_5[2:] + "\n"})
    assert (identity.address, execution.address) == (SANDBOX_ADDRESSES[2], SANDBOX_ADDRESSES[5])


def test_sandbox_keys_can_be_named_by_their_index(tmp_path: Path) -> None:
    identity, execution = open_signers(config(tmp_path, identity="sandbox:2", execution="sandbox:5"), {})
    assert (identity.address, execution.address) == (SANDBOX_ADDRESSES[2], SANDBOX_ADDRESSES[5])


@pytest.mark.parametrize(
    ("mode", "keys", "words"),
    [
        ("sandbox", {"A": SANDBOX_2, "B": SANDBOX_2}, "the same key"),
        ("sandbox", {"A": SANDBOX_2, "B": FOREIGN}, "keys.execution: 0x.* is no sandbox key"),
        ("live", {"A": SANDBOX_2, "B": FOREIGN}, "keys.identity: 0x.* published sandbox key"),
        ("sandbox", {"A": SANDBOX_2}, "B is not set"),
        ("sandbox", {"A": SANDBOX_2, "B": ""}, "B is not set"),
        ("sandbox", {"A": SANDBOX_2, "B": FOREIGN[:-1]}, "B does not hold a private key"),
        ("sandbox", {"A": SANDBOX_2, "B": "0x" + "00" * 32}, "no private key of the curve"),
    ],
)
def test_a_key_that_must_not_sign_is_refused(tmp_path: Path, mode: str, keys: dict[str, str], words: str) -> None:
    with pytest.raises(SecretError, match=words):
        open_signers(config(tmp_path, mode=mode), keys)


def test_live_mode_refuses_a_sandbox_key_by_index_too(tmp_path: Path) -> None:
    with pytest.raises(SecretError, match="live mode refuses"):
        open_signers(config(tmp_path, mode="live", identity="sandbox:2"), {"B": FOREIGN})


def test_the_sandbox_has_no_key_beyond_its_last(tmp_path: Path) -> None:
    with pytest.raises(SecretError, match="keys 0 to 63"):
        open_signers(config(tmp_path, identity="sandbox:64"), {"B": SANDBOX_5})


def test_no_refusal_shows_what_the_variable_holds(tmp_path: Path) -> None:
    for value in (FOREIGN, FOREIGN[:-1], "0x" + "00" * 32):
        with pytest.raises(SecretError) as refused:
            open_signers(config(tmp_path), {"A": value, "B": SANDBOX_5})
        chain: BaseException | None = refused.value
        while chain is not None:
            assert value[2:20] not in repr(chain)
            chain = chain.__cause__


def test_signers_are_neither_printed_nor_pickled(tmp_path: Path) -> None:
    identity, _ = open_signers(config(tmp_path), {"A": SANDBOX_2, "B": SANDBOX_5})
    assert SANDBOX_2[2:] not in f"{identity!r} {identity}"
    with pytest.raises(TypeError):
        pickle.dumps(identity)
