"""Everybody on the twin has what their part needs."""

import pytest
from eth_typing import Hash32
from eth_utils.crypto import keccak

from solver.domain.primitives import Address
from solver.domain.sandbox_keys import SANDBOX_ADDRESSES
from solver.sandbox.chain import addresses as at
from solver.sandbox.chain.abi import as_address, calldata, word
from solver.sandbox.chain.anvil import Anvil
from solver.sandbox.chain.keys import TRADERS, Keyring, address_of
from solver.sandbox.chain.worldfile import World
from solver.testing.mined import mined
from solver.wire.rpc import RpcRefused

pytestmark = pytest.mark.anvil

MAGIC_1271 = "0x1626ba7e"


def read(chain: Anvil, to: Address, signature: str, *arguments: object) -> str:
    return str(chain.rpc.call("eth_call", [{"to": to, "data": calldata(signature, *arguments)}, "latest"]))


def test_every_account_has_ether_and_is_a_plain_account(chain: Anvil) -> None:
    balances = chain.rpc.batch([("eth_getBalance", [account, "latest"]) for account in SANDBOX_ADDRESSES])
    codes = chain.rpc.batch([("eth_getCode", [account, "latest"]) for account in SANDBOX_ADDRESSES])
    assert all(int(balance, 16) > 10**18 for balance in balances)
    assert set(codes) == {"0x"}


def test_traders_and_safes_hold_every_token_and_let_permit2_spend_it(chain: Anvil, world: World) -> None:
    holders = [*(address_of(i) for i in TRADERS), *(safe.address for safe in world.safes)]
    pairs = [(holder, token.address) for holder in holders for token in world.tokens]
    held = [("eth_call", [{"to": t, "data": calldata("balanceOf(address)", h)}, "latest"]) for h, t in pairs]
    allowed = [
        ("eth_call", [{"to": t, "data": calldata("allowance(address,address)", h, at.PERMIT2)}, "latest"])
        for h, t in pairs
    ]
    assert len(holders) == 30
    assert all(map(word, chain.rpc.batch(held)))
    assert all(word(answer) >= 2**255 for answer in chain.rpc.batch(allowed))


def test_a_safe_answers_erc1271_for_its_owners_signature_and_no_others(chain: Anvil, world: World) -> None:
    safe = world.safes[0]
    digest = keccak(text="an intent")
    owner, stranger = (Keyring().account(i) for i in (world.accounts["safe-owner.0"].index, TRADERS[0]))
    assert owner.address.lower() == safe.owner
    message = read(chain, safe.address, "getMessageHash(bytes)", digest)
    signed, foreign = (
        bytes(a.unsafe_sign_hash(Hash32(bytes.fromhex(message[2:]))).signature) for a in (owner, stranger)
    )
    assert read(chain, safe.address, "isValidSignature(bytes32,bytes)", digest, signed)[:10] == MAGIC_1271
    with pytest.raises(RpcRefused):
        read(chain, safe.address, "isValidSignature(bytes32,bytes)", digest, foreign)


def test_each_solver_submits_through_its_own_executor_which_owns_its_vault(chain: Anvil, world: World) -> None:
    for solver in world.solvers:
        assert word(read(chain, solver.executor, "isSubmitter(address)", solver.execution)) == 1
        assert word(read(chain, solver.executor, "isSubmitter(address)", solver.identity)) == 0
        assert as_address(read(chain, solver.executor, "vault()")) == solver.vault
        assert as_address(read(chain, solver.executor, "reactor()")) == world.contracts["reactor"]
        assert as_address(read(chain, solver.vault, "executor()")) == solver.executor
    assert len({solver.executor for solver in world.solvers}) == 3


def test_a_vault_lends_a_twentieth_of_its_stock_to_a_plan_and_a_fifth_a_day(chain: Anvil, world: World) -> None:
    for solver in world.solvers:
        for token in world.tokens:
            held = word(read(chain, token.address, "balanceOf(address)", solver.vault))
            caps = read(chain, solver.vault, "capOf(address)", token.address).removeprefix("0x")
            assert held > 0
            assert (int(caps[:64], 16), int(caps[64:], 16)) == (held // 20, held // 20 * 4)


def test_the_usdt_like_token_returns_nothing_and_moves_the_money(chain: Anvil) -> None:
    giver, taker = address_of(20), address_of(21)
    before = word(read(chain, at.USDT, "balanceOf(address)", taker))
    transfer = {"from": giver, "to": at.USDT, "data": calldata("transfer(address,uint256)", taker, 7)}
    assert chain.rpc.call("eth_call", [transfer, "latest"]) == "0x"
    mined(chain.rpc, transfer)
    assert word(read(chain, at.USDT, "balanceOf(address)", taker)) == before + 7
