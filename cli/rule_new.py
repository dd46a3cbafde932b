"""`govledger rule new`: the folder of a new rulebook, with notes, tables that work, and the articles to be read."""

from __future__ import annotations

import json
import re
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING

import click

from cli.options import option, verb
from cli.output import paragraph
from cli.words import N_, t
from ledger.errors import BadInput

if TYPE_CHECKING:
    from cli.run import Run

SKELETON = Path(__file__).parent / "skeleton"
ABOUT = 18
HEAD = """\
# Every article of source.txt, and what became of it: `encoded` names the rules that stand in it, `why_not` says why
# nothing of it, or not all of it, is a rule. An article with neither is not yet read, and `rule check` says so.
# `about` is what it is about, in your own words; how the article begins stands above it.
"""


@verb(
    "new",
    N_("Lay out the folder of a new rulebook: commented files that load, and every article of the text to be read."),
    zh="新建",
    examples=(
        "rule new shiqiao-2024 --text 工作规则.txt --title 石桥县人民政府工作规则",
        "rule new shiqiao-2024 --out rules/shiqiao",
    ),
)
@click.argument("key")
@option("--out", metavar="DIR", help=N_("the folder to make; else one named as the key"))
@option("--text", metavar="FILE", help=N_("the text of the rules, UTF-8, each article on a line of its own"))
@option("--title", metavar="TEXT", help=N_("the title of the rules; else the first line of the text"))
@click.pass_obj
def new(this: Run, /, *, key: str, out: str | None, text: str | None, title: str | None) -> None:
    from aggregates.rulebook.checks.text import articles_of
    from aggregates.rulebook.checks.whole import KEY
    from ledger.canonical import clean_text

    if not KEY.fullmatch(key):
        raise BadInput("{key} is no key of a rulebook: small letters, digits and hyphens, as shiqiao-2024", key=key)
    folder = Path(out or key)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise BadInput("{folder} is there already, and not empty", folder=str(folder))
    source = _read(Path(text)) if text else (SKELETON / "source.txt").read_text(encoding="utf-8")
    articles = articles_of(source)
    if not articles:
        raise BadInput(
            "no line of {file} begins with the number of an article, as 第一条 with a blank after it", file=text
        )
    called = clean_text(title, one_line=True) if title else _first_line(source) if text else key
    files = {path.name: path.read_text(encoding="utf-8") for path in sorted(SKELETON.iterdir())}
    words = {"key": key, "title": _quoted(called), "day": this.today().isoformat()}
    files = {name: Template(content).safe_substitute(words) for name, content in files.items()}
    files |= {"source.txt": source, "articles.toml": _listed(articles)}
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name).write_text(content, encoding="utf-8", newline="\n")
    _told(this, folder, key, list(files), len(articles))


def _told(this: Run, folder: Path, key: str, files: list[str], articles: int) -> None:
    lines = [
        t(
            N_("{folder}: {files} files, {articles} articles to be read"),
            folder=folder,
            files=len(files),
            articles=articles,
        ),
        *paragraph(
            t(
                N_(
                    "Begin with meta.toml: the day it is in force from, the offices and the kinds of meeting "
                    "of the text."
                )
            )
        ),
        f"{t(N_('Next:'))} govledger rule check {folder}",
    ]
    this.out.put({"key": key, "folder": str(folder), "files": sorted(files), "articles": articles}, lines)


def _read(path: Path) -> str:
    """The text, whatever ends its lines. Raises: BadInput."""
    from aggregates.rulebook.loader import MAX_FILE

    data = path.read_bytes() if path.is_file() else None
    if data is None or len(data) > MAX_FILE:
        raise BadInput(
            "{file} is not a plain file, or larger than any rules: {limit} bytes", file=str(path), limit=MAX_FILE
        )
    try:
        found = data.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        raise BadInput("{file} is not UTF-8: save it as UTF-8", file=str(path)) from fault
    if "\0" in found:
        raise BadInput("{file} is no text", file=str(path))
    return re.sub(r"\r\n?", "\n", found)


def _first_line(text: str) -> str:
    from ledger.canonical import clean_text

    return clean_text(next(line.strip() for line in text.splitlines() if line.strip()), one_line=True)


def _listed(articles: dict[str, str]) -> str:
    """articles.toml, with nothing accounted for yet."""
    parts = [HEAD]
    for article, text in articles.items():
        begins = re.sub(r"\s+", "", text)[:ABOUT]
        parts.append(f'# {begins} …\n[article."{article}"]\nabout = ""\nencoded = []\n')
    return "\n".join(parts)


def _quoted(text: str) -> str:
    """A text as it stands between the quotation marks of TOML."""
    return json.dumps(text, ensure_ascii=False)[1:-1]


VERBS = (new,)
