"""What a block moved, from its logs, receipts and traces."""

from dataclasses import replace

from solver.domain.chain import EthTransfer, Log
from solver.domain.primitives import ZERO_ADDRESS, Address, Hash
from solver.domain.token_logs import DEPOSIT, TRANSFER, WITHDRAWAL
from solver.pipeline.movements import fee_movements, token_movements, value_movements
from solver.testing.intents import EXECUTOR, USDC, WETH, account
from solver.testing.values import BUILDER, GWEI, block, receipt, signed_transaction

STRANGER = account(0x57)
BLOCK = block()
TOKENS = frozenset({USDC, WETH})


def topic(who: Address) -> Hash:
    return Hash("0x" + "00" * 12 + who[2:])


def log(token: Address, *topics: Hash, units: int = 5) -> Log:
    return Log(token, topics, units.to_bytes(32, "big"), BLOCK.number, BLOCK.hash, signed_transaction().hash, 3)


def moved(*logs: Log, tracked: Address = EXECUTOR) -> list[tuple[Address, Address, Address, int]]:
    seen = token_movements(BLOCK, logs, frozenset({tracked}), TOKENS, WETH)
    return [(move.token, move.sender, move.recipient, move.units) for move in seen]


def test_a_transfer_from_or_to_a_tracked_account_is_seen() -> None:
    out, into = (
        log(USDC, TRANSFER, topic(EXECUTOR), topic(STRANGER)),
        log(USDC, TRANSFER, topic(STRANGER), topic(EXECUTOR)),
    )
    assert moved(out, into) == [(USDC, EXECUTOR, STRANGER, 5), (USDC, STRANGER, EXECUTOR, 5)]


def test_others_transfers_are_not() -> None:
    assert moved(log(USDC, TRANSFER, topic(STRANGER), topic(BUILDER))) == []


def test_tokens_outside_the_universe_are_noise() -> None:
    assert moved(log(account(0xBAD), TRANSFER, topic(STRANGER), topic(EXECUTOR))) == []


def test_an_nft_s_transfer_is_no_amount() -> None:
    assert moved(log(USDC, TRANSFER, topic(STRANGER), topic(EXECUTOR), topic(EXECUTOR))) == []


def test_wrapping_mints_and_unwrapping_burns() -> None:
    wrapped, unwrapped = log(WETH, DEPOSIT, topic(EXECUTOR)), log(WETH, WITHDRAWAL, topic(EXECUTOR))
    assert moved(wrapped, unwrapped) == [(WETH, ZERO_ADDRESS, EXECUTOR, 5), (WETH, EXECUTOR, ZERO_ADDRESS, 5)]


def test_a_deposit_event_of_another_token_moves_nothing() -> None:
    assert moved(log(USDC, DEPOSIT, topic(EXECUTOR))) == []


def test_a_log_with_odd_data_moves_nothing() -> None:
    assert moved(replace(log(USDC, TRANSFER, topic(STRANGER), topic(EXECUTOR)), data=b"\1" * 31)) == []


def test_a_fee_is_burnt_in_part_and_the_rest_is_the_builder_s() -> None:
    paid = receipt()
    burnt, tip = fee_movements(BLOCK, [paid], frozenset({paid.sender}))
    assert (burnt.log_index, burnt.recipient, burnt.units) == (-1, ZERO_ADDRESS, 350_000 * 2 * GWEI)
    assert (tip.log_index, tip.recipient, tip.units) == (-2, BUILDER, 350_000 * GWEI)
    assert burnt.units + tip.units == paid.fee_wei


def test_of_a_stranger_s_fee_a_tracked_builder_sees_the_tip() -> None:
    (tip,) = fee_movements(BLOCK, [receipt()], frozenset({BUILDER}))
    assert tip.log_index == -2


def test_a_fee_without_a_tip_is_all_burnt() -> None:
    paid = replace(receipt(), effective_gas_price_wei=2 * GWEI)
    assert [move.log_index for move in fee_movements(BLOCK, [paid], frozenset({paid.sender, BUILDER}))] == [-1]


def test_value_has_an_index_of_its_own_for_each_call() -> None:
    name = signed_transaction().hash
    moves = list(value_movements(BLOCK, [EthTransfer(name, n, EXECUTOR, STRANGER, 7) for n in (0, 4)]))
    assert [(move.log_index, move.units, move.token) for move in moves] == [
        (-3, 7, ZERO_ADDRESS),
        (-7, 7, ZERO_ADDRESS),
    ]
