"""The READMEs are true: their sessions are run, line for line, in an empty folder with a new home."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
BLOCK = re.compile(r"^```sh( postgres)?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
READMES = ["README.md", "README.zh-CN.md"]


@pytest.mark.parametrize("name", READMES)
def test_every_command_of_the_readme_works_in_an_empty_folder(name: str, pg_url: str, tmp_path: Path) -> None:
    blocks = BLOCK.findall((ROOT / name).read_text(encoding="utf-8"))
    assert len(blocks) == 8, "the morning, two months later, the session, the verification, PostgreSQL, two homes"

    done = subprocess.run(
        ["sh", "-eu", "-c", "\n".join(text for _, text in blocks)],
        cwd=tmp_path,
        env=an_environment(tmp_path, pg_url),
        capture_output=True,
        check=False,
        timeout=300,
    )

    said = done.stdout.decode() + done.stderr.decode()
    assert done.returncode == 0, said
    assert "jiangkou-2022/104/tier-1" in said
    assert "MTG-2022-0001" in said and "ITM-2022-0001" in said
    assert (tmp_path / "bulletin.html").exists()
    assert (tmp_path / "request.tlog-proof").read_text(encoding="utf-8").startswith("c2sp.org/tlog-proof@v1\n")


def test_both_readmes_run_the_same_commands() -> None:
    sessions = [[_bare(text) for _, text in BLOCK.findall((ROOT / name).read_text("utf-8"))] for name in READMES]

    assert sessions[0] == sessions[1]


@pytest.mark.parametrize("name", READMES)
def test_what_a_readme_links_to_is_there(name: str) -> None:
    links = re.findall(r"\]\(([^)#]+)\)", (ROOT / name).read_text(encoding="utf-8"))

    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []


def _bare(text: str) -> str:
    """The commands without comments, language and passphrase."""
    return re.sub(r"  +#.*|GOVLEDGER_(PASSPHRASE='[^']*'|LANG=\S+)", "", text)


def an_environment(folder: Path, pg_url: str) -> dict[str, str]:
    """Nothing of ours but the path, and a HOME that is empty."""
    kept = {key: os.environ[key] for key in ("LD_LIBRARY_PATH", "SYSTEMROOT", "TMPDIR") if key in os.environ}
    return kept | {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(folder),
        "LANG": "C.UTF-8",
        "GOVLEDGER_POSTGRES": pg_url,
    }
