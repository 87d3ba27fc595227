"""The private relay as the bot uses it: signed JSON-RPC."""

from collections.abc import Mapping
from typing import Any

import msgspec
from eth_account.messages import encode_defunct
from eth_account.signers.local import LocalAccount
from eth_utils.crypto import keccak

from solver.ports import Refused
from solver.wire.http import HttpClient


class RelayClient:
    """Signs the exact bytes it sends; raises PortError where the relay does not answer or says no."""

    def __init__(self, http: HttpClient, identity: LocalAccount) -> None:
        self._http = http
        self._identity = identity

    async def send_bundle(self, transactions: list[str], target_block: int) -> str:
        """The bundle's hash."""
        bundle = {"txs": transactions, "blockNumber": hex(target_block)}
        return str((await self._call("eth_sendBundle", bundle))["bundleHash"])

    async def call_bundle(self, transactions: list[str], target_block: int) -> list[dict[str, Any]]:
        """How each transaction would run in that block."""
        bundle = {"txs": transactions, "blockNumber": hex(target_block), "stateBlockNumber": "latest"}
        return list((await self._call("eth_callBundle", bundle))["results"])

    async def _call(self, method: str, parameter: Mapping[str, object]) -> Any:
        body = msgspec.json.encode({"jsonrpc": "2.0", "id": 1, "method": method, "params": [parameter]})
        headers = {"Content-Type": "application/json", "X-Flashbots-Signature": self._sign(body)}
        answer = await self._http.request("POST", "", body, headers)
        try:
            fields = msgspec.json.decode(answer.body)
        except msgspec.DecodeError as error:
            raise Refused(self._http.who, f"http_{answer.status}", answer.shown()) from error
        if "error" in fields:
            raise Refused(self._http.who, str(fields["error"]["code"]), str(fields["error"]["message"]))
        return fields["result"]

    def _sign(self, body: bytes) -> str:
        signed = self._identity.sign_message(encode_defunct(text="0x" + keccak(body).hex()))
        return f"{self._identity.address}:{signed.signature.to_0x_hex()}"
