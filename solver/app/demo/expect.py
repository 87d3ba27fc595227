"""How each intent of a demo should have ended, and what went otherwise."""

from collections.abc import Iterable, Mapping, Sequence

from solver.app.demo.outcome import IntentLine, Outcome

EXPECTED: Mapping[str, frozenset[str]] = {
    "honest": frozenset({"settled", "lost"}),
    "expired": frozenset({"declined.expired"}),
    "forged": frozenset({"declined.forged"}),
    "unreachable_limit": frozenset({"declined.unreachable_limit"}),
    "replayed_nonce": frozenset({"declined.nonce_used"}),
}
"""Kind of intent, as the traders post it, to the endings that are right."""


def disappointments(outcome: Outcome, posted: Sequence[Mapping[str, object]]) -> list[str]:
    """One sentence for each thing that is not as it should be; empty when the run is good."""
    by_hash = {line.intent_hash: line for line in outcome.lines}
    return [
        *(f"intent {p['intent_hash']} never ended" for p in posted if p["intent_hash"] not in by_hash),
        *_wrong_endings(by_hash, posted),
        *(f"intent {line.intent_hash} was sandwiched" for line in outcome.lines if line.sandwiched),
        *(f"the ledger is off by {units} units of {token}" for token, units in outcome.ledger_difference.items()),
        *_miscounted(outcome, posted),
    ]


def _wrong_endings(by_hash: Mapping[str, IntentLine], posted: Iterable[Mapping[str, object]]) -> list[str]:
    wrong = []
    for intent in posted:
        line = by_hash.get(str(intent["intent_hash"]))
        if line is None:
            continue
        ended = f"declined.{line.detail}" if line.ending == "declined" else line.ending
        if ended not in EXPECTED[str(intent["kind"])]:
            wrong.append(f"{intent['kind']} intent {line.intent_hash} ended as {ended}: {line.detail}")
    return wrong


def _miscounted(outcome: Outcome, posted: Sequence[Mapping[str, object]]) -> list[str]:
    endings = outcome.count("settled") + outcome.count("lost") + outcome.count("reverted") + outcome.count("expired")
    total = endings + sum(outcome.declined().values())
    if total == len(posted) == len(outcome.lines):
        return []
    return [f"{len(posted)} intents were posted, {len(outcome.lines)} recorded, {total} ended"]
