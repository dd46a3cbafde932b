"""The auditor's commands: what they promise to those who build on them, and what they find."""

from __future__ import annotations

import sqlite3
from base64 import b64decode
from pathlib import Path

import pytest

from cli.demo_tamper import flip_one_bit
from ledger.checkpoint import Vkey
from ledger.entry import parse
from ledger.merkle import leaf_hash
from ledger.proof import TlogProof
from tests.cli.conftest import Cli

REPORT = {"ok", "size", "root", "checkpoint", "steps", "first_break", "void", "questioned"}


def test_a_verification_has_the_shape_that_others_build_on(cli: Cli) -> None:
    report = cli.json("audit", "verify", clock=False)

    assert report.keys() >= REPORT
    assert report["ok"] is True
    assert report["first_break"] is None
    assert report["void"] == report["questioned"] == []
    assert [step["step"] for step in report["steps"]] == list(range(1, 10))
    assert all(step.keys() == {"step", "name", "ran", "ok"} for step in report["steps"])
    assert report["steps"][8] == {"step": 9, "name": "rules", "ran": False, "ok": False}


def test_the_first_line_counts_questioned_and_void_entries(cli: Cli) -> None:
    first = cli("audit", "verify", clock=False).out.splitlines()[0]

    size = cli.json("audit", "verify", clock=False)["size"]
    assert first == f"demo.example/jiangkou: {size} entries hold; questioned 0, void 0, annulled 0"


def test_one_flipped_bit_ends_with_6_and_names_entry_case_step_expected_and_got(cli: Cli, tmp_path: Path) -> None:
    case = cli.request("200,000.01")
    copy = tmp_path / "copy.db"
    flip_one_bit(cli.home / "ledger.db", copy, b'"amount_fen":20000001', b'"amount_fen":30000001')

    said = cli("audit", "verify", str(copy), code=6, clock=False)
    report = cli.json("audit", "verify", str(copy), code=6, clock=False)

    first = report["first_break"]
    assert report["ok"] is False
    assert (first["case"], first["step"]) == (case, 3)
    assert {"index", "case", "step", "expected", "got"} <= first.keys()
    assert f"entry     {first['index']}" in said.out
    assert "DOES NOT HOLD" in said.out


def test_a_checkpoint_in_hand_shows_that_the_end_was_cut_off(cli: Cli, tmp_path: Path) -> None:
    note = tmp_path / "note.txt"
    cli("audit", "checkpoint", "--out", str(note))
    before = sqlite3.connect(cli.home / "ledger.db")
    old = tmp_path / "old.db"
    with sqlite3.connect(old) as copy:
        before.backup(copy)
    cli.request()
    later = tmp_path / "later.txt"
    cli("audit", "checkpoint", "--out", str(later))

    report = cli.json("audit", "verify", str(old), "--checkpoint", str(later), code=6, clock=False)

    assert "cut off" in report["first_break"]["says"]
    assert cli.json("audit", "verify", str(old), "--checkpoint", str(note), clock=False)["ok"] is True


def test_another_ledgers_fingerprint_log_key_or_chain_code_ends_with_6(cli: Cli) -> None:
    report = cli.json("audit", "verify", clock=False)
    key = cli.json("init", "--training", "--home", str(cli.home.parent / "other"))["log_key"]

    assert cli.json("audit", "verify", "--fingerprint", report["fingerprint"], clock=False)["ok"] is True
    assert (
        cli.json("audit", "verify", "--code", report["chain_code"].lower(), clock=False)["chain_code_matches"] is True
    )
    assert cli.json("audit", "verify", "--fingerprint", "0" * 64, code=6, clock=False)["ok"] is False
    assert cli.json("audit", "verify", "--log-key", key, code=6, clock=False)["ok"] is False
    other = "A" * 26
    assert cli.json("audit", "verify", "--code", other, code=6, clock=False)["ok"] is False


def test_a_proof_is_a_tlog_proof_that_needs_nothing_but_the_logs_key(cli: Cli, tmp_path: Path) -> None:
    case = cli.request()
    cli("audit", "checkpoint")
    proof, entry = tmp_path / "step.tlog-proof", tmp_path / "step.json"

    cli("audit", "proof", f"{case}:1", "--out", str(proof), "--entry", str(entry), clock=False)

    key = cli.json("audit", "show", "0", clock=False)["payload"]["facts"]["log"]["vkey"]
    found = TlogProof.parse(proof.read_bytes())
    assert parse(entry.read_bytes()).leaf() == leaf_hash(entry.read_bytes())
    assert found.verify(leaf_hash(entry.read_bytes()), Vkey.parse(key)).origin == "demo.example/jiangkou"
    assert cli.json("audit", "proof", f"{case}:1", clock=False)["proof"] == proof.read_text(encoding="utf-8")


def test_without_a_checkpoint_there_is_no_proof_and_the_command_that_signs_one_is_named(cli: Cli) -> None:
    assert "`govledger audit checkpoint`" in cli("audit", "proof", "3", code=2, clock=False).told


def test_an_entry_is_shown_as_stored_and_as_decoded(cli: Cli) -> None:
    case = cli.request()

    shown = cli.json("audit", "show", f"{case}:1", clock=False)
    whole = cli.json("audit", "show", case, clock=False)
    text = cli("audit", "show", str(shown["index"]), clock=False).out

    entry = parse(b64decode(shown["entry"]))
    assert entry.leaf().hex() == shown["leaf"]
    assert shown["payload"]["case"] == case
    assert shown["void"] is None
    assert whole == [shown]
    assert f"Entry {shown['index']}: {case}, step 1: funds requested" in text
    assert '"amount_fen": 15000000' in text


def test_a_revocation_leaves_what_the_key_signed_since_then_questioned(cli: Cli) -> None:
    cli.request()
    [key] = [key for key in cli.json("key", "list") if key["person"] == "feng"]

    cli(
        "key", "revoke", key["keyid"][:12], "--reason", "遗失", "--compromised-since", "2022-05-06T09:00", "--as", "sun"
    )
    report = cli.json("audit", "verify", clock=False)
    after = cli(
        "--json", "fund", "request", "--department", "edu", "--amount", "1", "--purpose", "x", "--as", "feng", code=4
    )

    assert report["ok"] is True
    assert len(report["questioned"]) == 1
    assert "questioned 1" in cli("audit", "verify", clock=False).out.splitlines()[0]
    assert after.error["kind"] == "authority"
    assert (
        cli.json("audit", "show", "FND-2022-0001:1", clock=False)["questioned"] == report["questioned"][0]["revocation"]
    )


def test_a_checkpoint_is_signed_over_the_case_heads_and_kept(cli: Cli) -> None:
    given = cli.json("audit", "checkpoint")

    assert (cli.home / "checkpoints" / f"{given['size']}.note").read_text(encoding="utf-8") == given["note"]
    assert cli.json("audit", "show", str(given["heads"]), clock=False)["payload"]["type"] == "case-heads.recorded/1"
    assert cli.json("audit", "verify", clock=False)["checkpoint"] == {"size": given["size"], "root": given["root"]}


@pytest.mark.parametrize("which", ["sample", "none"])
def test_signatures_may_be_left_out_and_the_report_says_so(cli: Cli, which: str) -> None:
    report = cli.json("audit", "verify", "--signatures", which, clock=False)

    assert report["ok"] is True
    assert any(warning["code"].startswith("signatures-") for warning in report["warnings"])
    assert report["steps"][5]["ran"] is (which == "sample")
