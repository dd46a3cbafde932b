"""Whether a rulebook says what its text says: every quote in its article, every article accounted for."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from aggregates.rulebook.checks.lines import MISSING
from aggregates.rulebook.checks.nearest import hints
from aggregates.rulebook.checks.problem import Problem, hint, near, problem
from aggregates.rulebook.loader import table
from aggregates.rulebook.model import Book, Rule

ARTICLE = re.compile(r"(?m)^\s*(第[一二三四五六七八九十百零]+条)(?=\s)")
PLAIN = re.compile(r"(?m)^\s*([一二三四五六七八九十百零]+)、")
DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")}


UNREAD = "the article is not yet accounted for: no rule stands here, and it does not say why_not"


def check(book: Book, where: Mapping[str, str], files: Mapping[str, bytes]) -> Iterator[Problem]:
    """Quotes that are not in their article, rules whose id names another, articles left out."""
    articles = articles_of(files["source.txt"].decode("utf-8"))
    tight = {article: squeezed(text) for article, text in articles.items()}
    listed = table(files["articles.toml"])["article"]
    for article, line in _again(files["source.txt"].decode("utf-8")).items():
        found = problem("source.txt", article, "two articles have this number, and only the last would be read")
        yield found._replace(line=line)
    if not articles:
        yield problem("source.txt", "-", "no line begins with the number of an article, such as 第一条")
    for rule in book.rules.values():
        yield from _rule(rule, where[rule.id], tight)
        if rule.id not in listed.get(rule.article, {}).get("encoded", ()):
            found = problem("articles.toml", rule.article, "{rule} is missing here", rule=rule.id)
            lacks = rule.article not in listed
            yield found._replace(hints=(hint("there is no table {name}", name=f'[article."{rule.article}"]'),) * lacks)
    yield from _articles(book, articles, listed)


def _rule(rule: Rule, file: str, articles: Mapping[str, str]) -> Iterator[Problem]:
    text, quote = articles.get(rule.article.split("(")[0]), squeezed(rule.quote)
    if text is None:
        found = problem(file, rule.id, "the text has no {article}", article=rule.article)
        yield found._replace(hints=near(rule.article, articles))
    elif quote not in text:
        found = problem(file, rule.id, "the quote is not in {article}", article=rule.article)
        yield found._replace(hints=tuple(hints(quote, text, articles)))
    try:
        named = number(rule.article)
    except KeyError:
        yield problem(file, rule.id, "{article} is no number of an article", article=rule.article)
    else:
        if rule.id.split("/")[1:2] != [named]:
            template = "the id does not name {article}: its middle part is {number}"
            yield problem(file, rule.id, template, article=rule.article, number=named)


def _articles(book: Book, articles: Mapping[str, str], listed: Mapping[str, Mapping[str, Any]]) -> Iterator[Problem]:
    for article in articles:
        if article not in listed:
            yield problem("articles.toml", article, MISSING)
    for article, row in listed.items():
        if not row.get("encoded") and not row.get("why_not"):
            yield problem("articles.toml", article, UNREAD)
        if article.split("(")[0] not in articles:
            yield problem("articles.toml", article, "the text has no such article")
        for rule in row.get("encoded", ()):
            if rule not in book.rules or book.rules[rule].article != article:
                yield problem("articles.toml", article, "{rule} does not stand in this article", rule=rule)


def articles_of(text: str) -> dict[str, str]:
    """The articles of a text by their number; each begins a line with it, as `第七条` or as `七、`.

    Both are named `第七条`, as both are cited. A text that never writes `第七条` is numbered the plain way: a number is
    an article's if it is the next one, and else stands in a list within the article.
    """
    parts = ARTICLE.split(text)
    if len(parts) > 1:
        return dict(zip(parts[1::2], parts[2::2], strict=True))
    found: list[tuple[str, str]] = []
    parts = PLAIN.split(text)
    for words, body in zip(parts[1::2], parts[2::2], strict=True):
        if _value(words) == len(found) + 1:
            found.append((f"第{words}条", body))
        elif found:
            article, before = found[-1]
            found[-1] = article, f"{before}{words}、{body}"
    return dict(found)


def _again(text: str) -> dict[str, int]:
    """The numbers under which the text has an article already, each with the line of the next one."""
    lines: dict[str, list[int]] = {}
    for found in ARTICLE.finditer(text):
        lines.setdefault(found[1], []).append(text.count("\n", 0, found.start(1)) + 1)
    return {article: places[1] for article, places in lines.items() if len(places) > 1}


def squeezed(text: str) -> str:
    """A text without its white space, which the page that published it set as it liked."""
    return re.sub(r"\s+", "", text)


def number(article: str) -> str:
    """How an id names an article: `第一百零四条` is 104, `第五十八条(十)` is 58-10."""
    words = article.removeprefix("第").partition("条")
    item = words[2].strip("()（）")
    return str(_value(words[0])) + (f"-{_value(item)}" if item else "")


def _value(words: str) -> int:
    """A Chinese number below 1,000."""
    hundreds, _, rest = words.rpartition("百")
    tens, ten, ones = rest.rpartition("十")
    total = 100 * DIGITS[hundreds] if hundreds else 0
    total += 10 * (DIGITS[tens.lstrip("零")] if tens.lstrip("零") else 1) if ten else 0
    return total + (DIGITS[ones.lstrip("零")] if ones.lstrip("零") else 0)
