"""The published addresses are those of the published mnemonic."""

from eth_account.account import Account

from solver.domain.sandbox_keys import SANDBOX_ADDRESSES, SANDBOX_MNEMONIC, is_sandbox_address
from solver.testing import intents as make


def test_the_addresses_are_the_first_64_of_the_mnemonic() -> None:
    Account.enable_unaudited_hdwallet_features()
    derived = tuple(
        Account.from_mnemonic(SANDBOX_MNEMONIC, account_path=f"m/44'/60'/0'/0/{index}").address.lower()
        for index in range(64)
    )
    assert derived == SANDBOX_ADDRESSES


def test_any_spelling_of_such_an_address_is_known_and_no_other_is() -> None:
    assert is_sandbox_address("0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266")
    assert not is_sandbox_address(make.TRADER)
    assert not is_sandbox_address("0x" + "00" * 20)
