"""Who is who under the published mnemonic."""

import subprocess
import sys

import pytest
from eth_utils.crypto import keccak

from solver.domain.sandbox_keys import MARKER_ADDRESS, SANDBOX_ADDRESSES, SANDBOX_MNEMONIC, is_sandbox_address
from solver.sandbox.chain.keys import Keyring, address_of, roles
from solver.sandbox.chain.safety import SafetyReason, SandboxRefused

FOREIGN = "legal winner thank year wave sausage worth useful legal winner thank yellow"


def test_the_listed_addresses_are_those_of_the_mnemonic() -> None:
    keyring = Keyring()
    derived = [keyring.account(index).address.lower() for index in range(len(SANDBOX_ADDRESSES))]
    assert derived == list(SANDBOX_ADDRESSES)
    assert len(set(derived)) == 64


def test_every_role_has_an_index_of_its_own_among_the_listed() -> None:
    indices = list(roles().values())
    assert len(set(indices)) == len(indices)
    assert all(0 <= index < len(SANDBOX_ADDRESSES) for index in indices)


def test_roles_have_the_indices_every_process_counts_on() -> None:
    fixed = {"deployer": 0, "cosigner": 1, "identity.hedgerow": 2, "execution.grid": 7, "sandwich-bot": 8}
    assert fixed.items() <= roles().items()
    assert (roles()["background-trader.0"], roles()["trader.0"], roles()["safe-owner.5"]) == (12, 20, 49)


def test_a_keyring_of_another_mnemonic_is_refused() -> None:
    with pytest.raises(SandboxRefused) as refused:
        Keyring(FOREIGN)
    assert refused.value.reason is SafetyReason.FOREIGN_MNEMONIC
    assert "legal" not in str(refused.value)


def test_a_keyring_shows_no_mnemonic_when_printed() -> None:
    assert SANDBOX_MNEMONIC not in repr(Keyring())


def test_an_address_is_known_in_any_case_of_letters_and_a_stranger_is_not() -> None:
    assert is_sandbox_address(address_of(5).upper().replace("0X", "0x"))
    assert not is_sandbox_address("0x" + "11" * 20)


def test_the_marker_is_at_an_address_derived_from_its_name() -> None:
    assert "0x" + keccak(text="hedgerow.sandbox.marker")[12:].hex() == MARKER_ADDRESS


def test_live_mode_can_know_the_addresses_without_the_sandbox() -> None:
    code = (
        "import sys, solver.domain.sandbox_keys as k; assert k.is_sandbox_address(k.SANDBOX_ADDRESSES[3]);"
        "assert not [m for m in sys.modules if m.startswith(('solver.sandbox', 'eth_account', 'web3'))]"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=30)
