"""Deeply nested foreign JSON is refused before a decoder meets it."""

import subprocess
import sys

import pytest

from solver.domain.nesting import DEEPEST_NESTING, TooDeep, nesting, require_shallow


def test_what_is_as_deep_as_allowed_passes_unchanged() -> None:
    body = b"[" * DEEPEST_NESTING + b"]" * DEEPEST_NESTING
    assert require_shallow(body) is body


def test_one_level_more_is_refused() -> None:
    with pytest.raises(TooDeep):
        require_shallow(b"[" * (DEEPEST_NESTING + 1))


def test_brackets_inside_strings_do_not_count() -> None:
    assert nesting(b'{"a":"[[[[\\"[[","b":[1]}') == 2


DECODERS = {
    "intent": "from solver.intents.codec import decode_signed as f, IntentMalformed as E",
    "node": """
from solver.wire.rpc import _decode
from solver.ports import Refused as E
f = lambda b: _decode("node", 200, b)
""",
    "house": """
from solver.adapters.auctions.house.decode import shape
from solver.adapters.auctions.house.shapes import ErrorShape
from solver.ports import Refused as E
f = lambda b: shape(ErrorShape, b)
""",
    "bidder": """
from solver.sandbox.auction.codec import decode_faults as f
from solver.sandbox.auction.refusal import Refusal as E
""",
}


@pytest.mark.parametrize("decoder", DECODERS.values(), ids=DECODERS.keys())
def test_a_hostile_body_is_refused_where_the_recursion_limit_is_raised(decoder: str) -> None:
    program = f"""
import eth_account, sys
sys.setrecursionlimit(100_000)
{decoder}
try:
    f(b'{{"a":' + b'[' * 90_000 + b']' * 90_000 + b'}}')
except E:
    sys.exit(7)
"""
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 7
