"""The calls that verification needs, and what their answers mean."""

import pytest
from eth_abi.abi import encode
from eth_hash.auto import keccak

from solver.domain.intent import HedgeIntent
from solver.intents.digests import signing_digest
from solver.intents.facts import FactUnreadable, StandingFacts, facts_calls, facts_from
from solver.intents.hashing import hash_intent
from solver.intents.signatures import erc1271_call
from solver.testing import intents as make


def call(signature: str, *values: object) -> bytes:
    kinds = signature[signature.index("(") + 1 : -1].split(",")
    return keccak(signature.encode())[:4] + encode(kinds, values)


def answers(intent: HedgeIntent) -> list[bytes | None]:
    """What a chain would say: balances 11 and up, allowances 21 and up."""
    spends = range(len(intent.spends))
    words: list[bytes | None] = [None, encode(["uint256"], [128])]
    words += [encode(["uint256"], [11 + i]) for i in spends] + [encode(["uint256"], [21 + i]) for i in spends]
    if intent.info.authorization:
        state = encode(
            ["(uint32,uint64,uint64,bytes32[3])", "uint256[]"], [(3, 4, 5, [bytes(32)] * 3), [31 + i for i in spends]]
        )
        words += [encode(["bool"], [True]), encode(["uint64"], [9]), state]
        words += [encode(["uint160", "uint48", "uint48"], [41 + i, 51 + i, 0]) for i in spends]
    return words


def test_a_one_shot_intent_needs_its_signature_nonce_balance_and_allowance() -> None:
    signed = make.signed(make.with_info(make.hedge(), nonce=(3 << 8) + 7))
    calls = [(one.to, one.data) for one in facts_calls(signed, make.UNIVERSE)]
    digest = signing_digest(signed.intent, 1, make.PERMIT2)
    assert calls == [
        (make.TRADER, erc1271_call(digest, signed.signature)),
        (make.PERMIT2, call("nonceBitmap(address,uint256)", make.TRADER, 3)),
        (make.WETH, call("balanceOf(address)", make.TRADER)),
        (make.WETH, call("allowance(address,address)", make.TRADER, make.PERMIT2)),
    ]


def test_a_standing_intent_also_needs_the_reactors_state_and_permit2s_allowances() -> None:
    signed = make.signed(make.standing_hedge())
    calls = [(one.to, one.data) for one in facts_calls(signed, make.UNIVERSE)][6:]
    permit2 = "allowance(address,address,address)"
    assert calls == [
        (make.REACTOR, call("isCancelled(address,uint256)", make.TRADER, 7)),
        (make.REACTOR, call("minIssuedAt(address)", make.TRADER)),
        (make.REACTOR, call("stateOf(bytes32,uint256)", hash_intent(signed.intent), 2)),
        (make.PERMIT2, call(permit2, make.TRADER, make.WETH, make.REACTOR)),
        (make.PERMIT2, call(permit2, make.TRADER, make.USDC, make.REACTOR)),
    ]


def test_answers_become_facts() -> None:
    signed = make.signed(make.hedge())
    facts = facts_from(signed, answers(signed.intent), code=b"\x01", head=make.HEAD)
    assert (facts.head_timestamp, facts.earliest_fill_at) == (make.NOW, make.NOW + 12)
    assert (facts.code, facts.erc1271, facts.nonce_word) == (b"\x01", None, 128)
    assert (facts.balances, facts.allowances, facts.standing) == ((11,), (21,), None)


def test_answers_of_a_standing_intent_become_facts() -> None:
    signed = make.signed(make.standing_hedge())
    facts = facts_from(signed, answers(signed.intent), code=b"", head=make.HEAD)
    assert (facts.balances, facts.allowances) == ((11, 12), (21, 22))
    assert facts.standing == StandingFacts((41, 42), (51, 52), True, 9, 3, (31, 32))


@pytest.mark.parametrize("intent", [make.hedge(), make.standing_hedge()])
def test_a_missing_answer_is_the_environments_fault(intent: HedgeIntent) -> None:
    signed, sound = make.signed(intent), answers(intent)
    assert len(sound) == len(facts_calls(signed, make.UNIVERSE))
    for at in range(1, len(sound)):
        for bad in (None, b"", b"\x00" * 31):
            with pytest.raises(FactUnreadable):
                facts_from(signed, [*sound[:at], bad, *sound[at + 1 :]], code=b"", head=make.HEAD)
