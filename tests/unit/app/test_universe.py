"""universe.json: what it lists, and what it may not."""

import json
from pathlib import Path
from typing import Any

import pytest

from solver.app.config import ConfigError
from solver.app.universe import load_universe
from solver.domain.pool_key import PoolKey
from solver.domain.primitives import ZERO_ADDRESS
from solver.domain.route import Family
from solver.testing.markets import USDC, WETH, numbered

ID = "0x" + "AB" * 32
MANAGER = numbered(0x4444)
V4: dict[str, Any] = {
    "family": "uniswap-v4",
    "address": MANAGER,
    "tokens": [WETH, USDC],
    "fee_pips": 0,
    "key": {"currency0": ZERO_ADDRESS, "currency1": USDC, "fee": 500, "tick_spacing": 10, "hooks": ZERO_ADDRESS},
    "key_hash": ID,
}
V2: dict[str, Any] = {"family": "uniswap-v2", "address": numbered(2), "tokens": [USDC, WETH], "fee_pips": 3000}


def _file(folder: Path, *pools: dict[str, Any]) -> Path:
    document = {
        "schema_version": 1,
        "chain_id": 1,
        "contracts": {
            "reactor": numbered(0x10),
            "dutch_resolver": numbered(0x11),
            "lens": numbered(0x12),
            "permit2": numbered(0x13),
            "weth": WETH,
        },
        "tokens": [
            {"address": WETH, "symbol": "WETH", "decimals": 18},
            {"address": USDC, "symbol": "USDC", "decimals": 6},
        ],
        "pools": pools,
        "feeds": [],
        "something of the sandbox": 1,
    }
    path = folder / "universe.json"
    path.write_text(json.dumps(document))
    return path


def test_a_v4_pool_is_named_by_its_id_and_read_at_its_manager(tmp_path: Path) -> None:
    keyed, plain = load_universe(_file(tmp_path, V4, V2)).pools
    assert (keyed.family, keyed.address, keyed.id) == (Family.UNISWAP_V4, MANAGER, ID.lower())
    assert keyed.key == PoolKey(ZERO_ADDRESS, USDC, 500, 10, ZERO_ADDRESS)
    assert (plain.id, plain.key) == (plain.address, None)


def test_many_v4_pools_share_one_manager_but_none_its_id(tmp_path: Path) -> None:
    other = V4 | {"key": V4["key"] | {"fee": 3000}, "key_hash": "0x" + "cd" * 32}
    assert len(load_universe(_file(tmp_path, V4, other)).pools) == 2
    with pytest.raises(ConfigError, match="listed twice"):
        load_universe(_file(tmp_path, V4, V4))


@pytest.mark.parametrize(
    "broken",
    [
        V4 | {"key": None},
        V4 | {"key_hash": None},
        V4 | {"key_hash": "0x1234"},
        V4 | {"family": "uniswap-v3"},
        V4 | {"key": V4["key"] | {"currency1": ZERO_ADDRESS}},
        V4 | {"key": V4["key"] | {"tick_spacing": 0}},
        V4 | {"key": V4["key"] | {"fee": 1_000_001}},
        V4 | {"tokens": [WETH, numbered(99)]},
        V2 | {"family": "uniswap-v4"},
        V2 | {"family": "uniswap-v5"},
    ],
)
def test_a_pool_that_cannot_be_is_an_error_of_the_configuration(tmp_path: Path, broken: dict[str, Any]) -> None:
    with pytest.raises(ConfigError, match=r"universe\.json"):
        load_universe(_file(tmp_path, broken))
