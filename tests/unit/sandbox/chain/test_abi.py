"""Calldata from written signatures."""

import pytest

from solver.sandbox.chain.abi import argument_types, as_address, calldata, word


@pytest.mark.parametrize(
    ("signature", "types"),
    [
        ("deposit()", []),
        ("transfer(address,uint256)", ["address", "uint256"]),
        ("f((address,(uint8,bytes)[]),uint256[3])", ["(address,(uint8,bytes)[])", "uint256[3]"]),
    ],
)
def test_only_commas_outside_structs_separate_arguments(signature: str, types: list[str]) -> None:
    assert argument_types(signature) == types


def test_calldata_is_selector_and_arguments() -> None:
    data = calldata("transfer(address,uint256)", "0x" + "11" * 20, 5)
    assert data == "0xa9059cbb" + "00" * 12 + "11" * 20 + f"{5:064x}"


def test_words_of_an_answer_are_read_by_index() -> None:
    answer = "0x" + f"{7:064x}" + "00" * 12 + "ab" * 20
    assert (word(answer), as_address(answer, 1)) == (7, "0x" + "ab" * 20)
