"""hedgerow.toml: what is taken, what is refused, and where its paths lead."""

from pathlib import Path

import pytest

from solver.app.config import ConfigError, find_config, load_config

WHOLE = """
mode = "sandbox"

[chain]
rpc_url = "http://127.0.0.1:8545/node"
universe = "universe.json"

[keys]
identity = "env:HEDGEROW_IDENTITY_KEY"
execution = "env:HEDGEROW_EXECUTION_KEY"

[contracts]
executor = "0x00000000000000000000000000000000000000A5"
vault = "0x00000000000000000000000000000000000000a6"

[auction]
url = "http://127.0.0.1:8546"

[relay]
url = "http://127.0.0.1:8547/relay"
"""


def write(folder: Path, text: str = WHOLE) -> Path:
    file = folder / "hedgerow.toml"
    file.write_text(text)
    return file


def test_what_is_not_said_has_a_default(tmp_path: Path) -> None:
    document = load_config(write(tmp_path)).document
    assert (document.router.kind, document.chain.confirmations, document.relay.name) == ("convex", 1, "local")


def test_paths_are_relative_to_the_file_not_to_the_working_folder(tmp_path: Path) -> None:
    folder = tmp_path / "a folder"
    folder.mkdir()
    config = load_config(write(folder, WHOLE + '\n[log]\nfile = "logs/x.jsonl"\n'))
    assert config.universe_file == folder / "universe.json"
    assert config.database_url == f"sqlite:///{folder}/hedgerow.db"
    assert config.log_file == folder / "logs" / "x.jsonl"


def test_an_absolute_database_path_stays(tmp_path: Path) -> None:
    text = WHOLE + '\n[database]\nurl = "sqlite:////var/lib/x.db"\n'
    assert load_config(write(tmp_path, text)).database_url == "sqlite:////var/lib/x.db"


@pytest.mark.parametrize("url", ["postgresql://me@host:5432/hedgerow", "postgresql:///hedgerow?host=/run/postgresql"])
def test_a_server_is_named_as_it_is_and_the_seals_are_beside_the_configuration(tmp_path: Path, url: str) -> None:
    config = load_config(write(tmp_path, WHOLE + f'\n[database]\nurl = "{url}"\n'))
    assert (config.database_url, config.seals_file) == (url, tmp_path / "hedgerow.seals")


def test_seals_are_beside_the_file_unless_it_is_said(tmp_path: Path) -> None:
    assert load_config(write(tmp_path)).seals_file == tmp_path / "hedgerow.db.seals"
    said = WHOLE + '\n[database]\nseals = "/mnt/other/x.seals"\n'
    assert load_config(write(tmp_path, said)).seals_file == Path("/mnt/other/x.seals")


def test_the_hash_names_the_content_and_holds_no_secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = load_config(write(tmp_path)).hash
    monkeypatch.setenv("HEDGEROW_IDENTITY_KEY", "0x" + "11" * 32)
    assert load_config(write(tmp_path)).hash == first
    assert load_config(write(tmp_path, WHOLE + "\n[bid]\nmargin_bps = 7\n")).hash != first


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('mode = "sandbox"', 'mode = "production"', "mode"),
        ('mode = "sandbox"', "", "mode"),
        ("[relay]", "[relays]", "unknown field"),
        ('universe = "universe.json"', 'universe = "u"\nspeed = 1', "unknown field `speed`"),
        ('"env:HEDGEROW_IDENTITY_KEY"', f'"0x{"11" * 32}"', "keys.identity"),
        ("0x00000000000000000000000000000000000000A5", "0xA5", "contracts.executor"),
        ('"http://127.0.0.1:8546"', '"ftp://127.0.0.1"', "auction.url"),
        ("[relay]", "[bid]\nmargin_bps = 10001\n[relay]", "bid.margin_bps"),
        ("[relay]", '[bid]\nkind = "clever"\n[relay]', "bid.kind"),
        ("[relay]", "[bid]\ntip_gwei = 5\nmax_fee_gwei = 4\n[relay]", "tip_gwei is above"),
        ("[relay]", '[database]\nurl = "sqlite:///:memory:"\n[relay]', "in memory"),
        ("[relay]", '[database]\nurl = "mysql://x"\n[relay]', "database.url"),
        ("[relay]", '[database]\nurl = "sqlite://"\n[relay]', "database.url"),
        ("[relay]", '[database]\nurl = "sqlite:///x.db?mode=memory"\n[relay]', "database.url"),
        ("[relay]", '[database]\nurl = "postgresql://me:hush@x/y"\n[relay]', "database.url"),
        ("[relay]", '[database]\nurl = "mysql://x/y"\n[relay]', "database.url"),
        ("[relay]", "[submit]\nwindow_blocks = 0\n[relay]", "submit.window_blocks"),
        ("[relay]", "[relay", "hedgerow.toml"),
    ],
)
def test_what_makes_no_sense_is_refused_by_name(tmp_path: Path, old: str, new: str, words: str) -> None:
    assert old in WHOLE
    with pytest.raises(ConfigError, match=words.replace("[", r"\[")) as refused:
        load_config(write(tmp_path, WHOLE.replace(old, new, 1)))
    assert "\n" not in str(refused.value)


def test_a_key_in_the_file_is_refused_without_being_shown(tmp_path: Path) -> None:
    secret = "0x" + "5e" * 32
    with pytest.raises(ConfigError) as refused:
        load_config(write(tmp_path, WHOLE.replace('"env:HEDGEROW_IDENTITY_KEY"', f'"{secret}"')))
    assert secret[2:] not in str(refused.value)


def test_the_command_line_goes_before_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEDGEROW_CONFIG", "/from/environment.toml")
    assert find_config(Path("given.toml")) == Path("given.toml")
    assert find_config(None) == Path("/from/environment.toml")
    monkeypatch.delenv("HEDGEROW_CONFIG")
    assert find_config(None) == Path("hedgerow.toml")


@pytest.mark.parametrize("section", ["auction", "relay"])
def test_in_live_mode_bids_and_bundles_leave_the_machine_only_under_tls(tmp_path: Path, section: str) -> None:
    port = {"auction": "127.0.0.1:8546", "relay": "127.0.0.1:8547"}[section]
    live = WHOLE.replace('"sandbox"', '"live"')
    for url in ("http://[::1]:1", "http://localhost:1", "https://relay.example"):
        load_config(write(tmp_path, live.replace(f"http://{port}", url)))
    for url in ("http://relay.example", "http://127.0.0.1.example", "http://127.0.0.1@relay.example"):
        with pytest.raises(ConfigError, match=f"{section}.url"):
            load_config(write(tmp_path, live.replace(f"http://{port}", url)))
    load_config(write(tmp_path, WHOLE.replace(f"http://{port}", "http://sandbox.example")))
