"""A private relay that speaks eth_sendBundle: signed by the identity key, the bytes signed are the bytes sent."""

import re
from typing import Any

import msgspec

from solver.bundles.authentication import HEADER, header_value
from solver.bundles.compose import bundle_hash
from solver.domain.bundle import Bundle
from solver.domain.nesting import require_shallow
from solver.domain.primitives import Hash
from solver.ports import Refused, Signer, Unreachable
from solver.wire.http import Answer, HttpClient

_SERVER_FAILED = 500
_HASH = re.compile(r"0x[0-9a-fA-F]{64}")
_SHOWN = 200


class FlashbotsRelay:
    """The Relay port. Sending the same bundle again is harmless; an answer is no promise."""

    def __init__(self, http: HttpClient, name: str, identity: Signer) -> None:
        self._http = http
        self._name = name
        self._identity = identity

    @property
    def name(self) -> str:
        return self._name

    async def send_bundle(self, bundle: Bundle) -> Hash:
        body = msgspec.json.encode(
            {"jsonrpc": "2.0", "id": 1, "method": "eth_sendBundle", "params": [parameters(bundle)]}
        )
        signature = header_value(self._identity.address, self._identity.sign_digest, body)
        headers = {"Content-Type": "application/json", HEADER: signature}
        answered = self._bundle_hash(await self._http.request("POST", "", body, headers))
        expected = bundle_hash(bundle.transactions)
        if answered != expected:
            raise Refused(self._name, "other_bundle", f"sent {expected}, it answered {answered}")
        return answered

    def _bundle_hash(self, answer: Answer) -> Hash:
        if answer.status >= _SERVER_FAILED:
            raise Unreachable(self._name, f"HTTP {answer.status}: {answer.shown()}")
        try:
            decoded = msgspec.json.decode(require_shallow(answer.body))
        except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
            raise Refused(self._name, f"http_{answer.status}", answer.shown()) from error
        return self._read(decoded, answer)

    def _read(self, decoded: Any, answer: Answer) -> Hash:
        error = decoded.get("error") if isinstance(decoded, dict) else None
        if isinstance(error, dict):
            raise Refused(self._name, str(error.get("code"))[:40], str(error.get("message"))[:_SHOWN])
        result = decoded.get("result") if isinstance(decoded, dict) else None
        text = result.get("bundleHash") if isinstance(result, dict) else None
        if not isinstance(text, str) or not _HASH.fullmatch(text):
            raise Refused(self._name, "malformed", answer.shown())
        return Hash(text.lower())


def parameters(bundle: Bundle) -> dict[str, object]:
    """The one parameter of eth_sendBundle; what is not set is not said."""
    said: dict[str, object] = {
        "txs": ["0x" + transaction.raw.hex() for transaction in bundle.transactions],
        "blockNumber": hex(bundle.target_block),
    }
    optional = {
        "minTimestamp": bundle.min_timestamp,
        "maxTimestamp": bundle.max_timestamp,
        "replacementUuid": bundle.replacement_uuid,
    }
    return said | {name: value for name, value in optional.items() if value is not None}
