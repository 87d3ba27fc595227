"""What the chain must tell before an intent can be verified: the calls to make and what their answers mean."""

from collections.abc import Sequence
from dataclasses import dataclass

from solver.domain.chain import BlockRef
from solver.domain.intent import Authorization, HedgeIntent, SignedIntent
from solver.domain.primitives import Address
from solver.domain.universe import Universe
from solver.intents.digests import signing_digest
from solver.intents.hashing import hash_intent
from solver.intents.signatures import erc1271_call
from solver.intents.words import address_word, keccak, uint_word

_WORD = 32


class FactError(Exception):
    """The chain's answers cannot be read; the environment failed, the intent is not at fault."""


@dataclass(eq=False)
class FactUnreadable(FactError):
    """A call that a sound contract answers failed or answered too little."""

    fact: str


@dataclass(frozen=True, slots=True)
class Call:
    """One eth_call."""

    to: Address
    data: bytes


@dataclass(frozen=True, slots=True)
class StandingFacts:
    """What only STANDING intents need.

    permit2_amounts, permit2_expiries: Permit2's allowance of the reactor over each spend
    """

    permit2_amounts: tuple[int, ...]
    permit2_expiries: tuple[int, ...]
    cancelled: bool
    min_issued_at: int
    fills: int
    spent: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class IntentFacts:
    """The chain's side of one intent as of one block; times in unix seconds.

    code: the swapper's code, empty for a plain account
    erc1271: the swapper's answer to isValidSignature, None where the call failed
    nonce_word: the word of Permit2's bitmap that holds the intent's nonce
    balances, allowances: of each spend, allowances to Permit2
    """

    head_timestamp: int
    earliest_fill_at: int
    code: bytes
    erc1271: bytes | None
    nonce_word: int
    balances: tuple[int, ...]
    allowances: tuple[int, ...]
    standing: StandingFacts | None


def _selector(signature: str) -> bytes:
    return keccak(signature.encode())[:4]


_BALANCE = _selector("balanceOf(address)")
_ALLOWANCE = _selector("allowance(address,address)")
_NONCES = _selector("nonceBitmap(address,uint256)")
_PERMIT2_ALLOWANCE = _selector("allowance(address,address,address)")
_CANCELLED = _selector("isCancelled(address,uint256)")
_MIN_ISSUED = _selector("minIssuedAt(address)")
_STATE = _selector("stateOf(bytes32,uint256)")


def facts_calls(signed: SignedIntent, universe: Universe) -> tuple[Call, ...]:
    """Every eth_call needed, in the order facts_from takes the answers; all on one block."""
    intent, permit2 = signed.intent, universe.contracts.permit2
    swapper = address_word(intent.info.swapper)
    digest = signing_digest(intent, universe.chain_id, permit2)
    calls = [
        Call(intent.info.swapper, erc1271_call(digest, signed.signature)),
        Call(permit2, _NONCES + swapper + uint_word(intent.info.nonce >> 8)),
    ]
    calls += [Call(spend.token, _BALANCE + swapper) for spend in intent.spends]
    calls += [Call(spend.token, _ALLOWANCE + swapper + address_word(permit2)) for spend in intent.spends]
    if intent.info.authorization == Authorization.STANDING:
        calls += _standing_calls(intent, universe)
    return tuple(calls)


def _standing_calls(intent: HedgeIntent, universe: Universe) -> list[Call]:
    reactor, swapper = universe.contracts.reactor, address_word(intent.info.swapper)
    state = _STATE + hash_intent(intent) + uint_word(len(intent.spends))
    calls = [
        Call(reactor, _CANCELLED + swapper + uint_word(intent.info.nonce)),
        Call(reactor, _MIN_ISSUED + swapper),
        Call(reactor, state),
    ]
    calls += [
        Call(
            universe.contracts.permit2,
            _PERMIT2_ALLOWANCE + swapper + address_word(spend.token) + address_word(reactor),
        )
        for spend in intent.spends
    ]
    return calls


def facts_from(signed: SignedIntent, answers: Sequence[bytes | None], *, code: bytes, head: BlockRef) -> IntentFacts:
    """Read the answers to facts_calls, None for a call that failed. Raises FactUnreadable."""
    count = len(signed.intent.spends)
    standing = signed.intent.info.authorization == Authorization.STANDING
    erc1271, nonce, *rest = answers
    return IntentFacts(
        head_timestamp=head.timestamp,
        earliest_fill_at=head.next_timestamp,
        code=code,
        erc1271=erc1271,
        nonce_word=_words("nonce bitmap", nonce, 1)[0],
        balances=tuple(_words("balance", answer, 1)[0] for answer in rest[:count]),
        allowances=tuple(_words("allowance", answer, 1)[0] for answer in rest[count : 2 * count]),
        standing=_standing_facts(rest[2 * count :], count) if standing else None,
    )


def _standing_facts(answers: Sequence[bytes | None], spends: int) -> StandingFacts:
    cancelled, min_issued, state, *permits = answers
    # FillState is six static words, then the offset and the length of spentTotal.
    words = _words("fill state", state, 8 + spends)
    allowances = [_words("Permit2 allowance", answer, 3) for answer in permits]
    return StandingFacts(
        permit2_amounts=tuple(amount for amount, *_ in allowances),
        permit2_expiries=tuple(expiry for _, expiry, *_ in allowances),
        cancelled=bool(_words("cancellation", cancelled, 1)[0]),
        min_issued_at=_words("least issue time", min_issued, 1)[0],
        fills=words[0],
        spent=tuple(words[8 : 8 + spends]),
    )


def _words(fact: str, answer: bytes | None, least: int) -> list[int]:
    if answer is None or len(answer) < least * _WORD:
        raise FactUnreadable(fact)
    return [int.from_bytes(answer[at : at + _WORD], "big") for at in range(0, len(answer), _WORD)]
