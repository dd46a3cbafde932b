"""A story of the law told line by line, in the words of its book: who did what, what was refused, what was so then."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from cli.bookwords import BookWords
from cli.words import N_, either, language, t

if TYPE_CHECKING:
    from aggregates.rulebook.model import Book
    from projections.law_stories import Person, Stories, Story

OPENING = {
    "request": "fund",
    "ask_leave": "leave",
    "plan": "meeting",
    "propose": "agenda",
    "draft": "document",
    "register": "document",
    "open": "item",
}
IT = "it"
PLACE = re.compile(r"\{(\w+)\}")
MANNER = frozenset({"who", "does", "case", "answer", "if", "refused_by", "wants", "rules", "fails", "paper"})
ASIDE = {
    "away": N_("{person} is away until {until}"),
    "delegate": N_("{who} delegates to {to} until {until}"),
    "pair": N_("{b} is paired with {a} and covers for them"),
    "charge": N_("{person} gets charge of {thing}"),
    "decided": N_("on its paper is recorded what decided: {body}"),
    "correct": N_("{who} corrects: {act}"),
    "term": N_("a day is set for the duty of {rule}: {due_on}"),
    "amend": N_("the text is amended from {from} on: {changes}"),
    "turn_over": N_("the book now in force is on every desk"),
    "publish_year": N_("the holidays of another year are published"),
    "tick": N_("what has become true is noted"),
    "day": N_("it becomes {is}"),
    "represent_abroad": N_("{who} represents the government abroad: {occasion}"),
}
THEN = {
    "due": N_("then {rule} is due: {on}"),
    "overdue": N_("then {rule} is overdue from {on} on"),
    "state": N_("then {rule} stands: {is}"),
    "no_duty": N_("then there is no duty of {rule}"),
    "owed": N_("then what {rule} asks for in {period} stands: {is}"),
    "rung": N_("then {rule} is open from {from} on"),
    "turn": N_("then it is the turn of {of}"),
    "closed": N_("then the case is closed as {as}"),
    "open": N_("then the case is open"),
    "fact": N_("then {name} is {is}"),
    "links": N_("then these cases name it: {names}"),
}

OWN = {
    "yuan": N_("amount"),
    "who": N_("who"),
    "acting_for": N_("standing in for"),
    "office": N_("speaking for"),
    "outside": N_("on the paper of"),
    "record_for": N_("recorded for"),
    "reason": N_("reason"),
    "overrides": N_("departing from"),
    "covers": N_("amount decided"),
    "outcome": N_("with the answer"),
    "about": N_("about"),
    "on": N_("done on"),
    "late": N_("entered late, because"),
    "light": N_("light"),
    "target": N_("against"),
    "against": N_("against"),
    "unit": N_("of the unit"),
    "provisional": N_("provisional"),
    "of": N_("of"),
    "until": N_("until"),
    "assignments": N_("assigned"),
}
STANDS = {
    "undated": N_("without a day"),
    "open": N_("open"),
    "met": N_("met"),
    "met-late": N_("met late"),
    "overdue": N_("overdue"),
    "ended": N_("ended"),
    "green": N_("green"),
    "yellow": N_("yellow"),
    "red": N_("red"),
}


class StoryWords:
    """Tells the stories of one book. A person is named with an office where first met in a story."""

    def __init__(self, book: Book, stories: Stories) -> None:
        self.book, self.stories = book, stories
        self.words = BookWords(book, self.name)

    def name(self, key: str) -> str:
        """What a unit or a person of the stories is called."""
        if key in self.stories.units:
            return either(*self.stories.units[key])
        return key.replace("_", " ").title() if key in self.stories.people else key

    def tell(self, story: Story) -> list[str]:
        """The lines of a story; of a twin, also on which difference it is lawful and on which refused."""
        lines = [t(N_("It begins: {given}"), given=each) for each in story.given]
        opened = [line for given in story.given for line in self.stories.given.get(given, ())]
        lines += self.lines((*opened, *story.lines), skip=len(opened))
        if story.twin:
            lines.append(t(N_("Lawful with {difference}"), difference=self._pairs(story.lawful)))
            rules = t(N_(", ")).join(map(short, story.refused_by))
            lines.append(
                t(N_("Refused with {difference}, by [{rules}]"), difference=self._pairs(story.refused), rules=rules)
            )
        return lines

    def lines(self, told: tuple[Mapping[str, Any], ...], skip: int = 0) -> list[str]:
        """These lines in words, without the first `skip`, which were told before."""
        kinds: dict[str, str] = {}
        met: set[str] = set()
        shown = []
        for number, line in enumerate(told):
            if line.get("does") in OPENING:
                kinds[str(line.get("case", IT))] = OPENING[line["does"]]
            words = self._line(line, kinds.get(str(line.get("case", IT)), ""), met if number >= skip else set())
            shown += [words] if number >= skip else []
        return shown

    def _line(self, line: Mapping[str, Any], kind: str, met: set[str]) -> str:
        if "then" in line:
            return self._then(line, kind)
        if "does" not in line:
            return str(line.get("day", ""))
        said = self._aside(line) if line["does"] in ASIDE else self._act(line, kind, met)
        said += t(N_(" ({case})"), case=line["case"]) if line.get("case", IT) != IT else ""
        said += t(N_(" (only if {what})"), what=self._value("", line["if"])) if "if" in line else ""
        return t(N_("; ")).join([said, *self._ends(line)])

    def _act(self, line: Mapping[str, Any], kind: str, met: set[str]) -> str:
        does = "request" if line["does"] == "ask_leave" else line["does"]
        known = self.book.act(kind, does)
        answer = (known.outcomes if known else {}).get(line.get("answer", ""), line.get("answer"))
        answer = answer if language() == "zh" or answer is None else str(line["answer"]).replace("_", " ")
        said = t(N_("{who}: {act}"), who=self._person(line.get("who"), met), act=self.words.act(kind, does))
        said += t(N_(" ({case})"), case=answer) if answer else ""
        facts = self._pairs({key: value for key, value in line.items() if key not in MANNER})
        return t(N_("{fact}: {value}"), fact=said, value=facts) if facts else said

    def _aside(self, line: Mapping[str, Any]) -> str:
        template = ASIDE[line["does"]]
        used = self._filling(template, line)
        rest = {k: v for k, v in line.items() if k not in MANNER and k not in used and k != "replace"}
        said = t(template, **used)
        return t(N_("{fact}: {value}"), fact=said, value=self._pairs(rest)) if rest else said

    def _then(self, line: Mapping[str, Any], kind: str) -> str:
        template = THEN.get(line["then"], N_("then"))
        used = self._filling(template, line)
        rest = {k: v for k, v in line.items() if k not in {"then", "case"} and k not in used}
        said = t(template, **used)
        said += t(N_(" ({case})"), case=line["case"]) if line.get("case", IT) != IT else ""
        act = rest.pop("to", None)
        said += t(N_(", to {office}"), office=self.words.act(kind, str(act))) if act else ""
        return t(N_("{fact}: {value}"), fact=said, value=self._pairs(rest)) if rest else said

    def _filling(self, template: str, line: Mapping[str, Any]) -> dict[str, str]:
        """What the line says of all that the template names; of what it does not say, a dash."""
        return {key: self._value(key, line[key]) if key in line else "-" for key in PLACE.findall(template)}

    def _ends(self, line: Mapping[str, Any]) -> Iterator[str]:
        """How the line says that the act ends; nothing where it is simply done."""
        if "refused_by" in line:
            yield t(N_("REFUSED by [{rules}]"), rules=t(N_(", ")).join(map(short, line["refused_by"])))
        if "wants" in line:
            yield t(N_("NOT YET, for want of: {facts}"), facts=t(N_(", ")).join(map(self.words.fact, line["wants"])))
        if "fails" in line:
            yield t(N_("NOT POSSIBLE: {why}"), why=t(line["fails"]))
        if "rules" in line:
            yield t(N_("resting on [{rules}]"), rules=t(N_(", ")).join(map(short, line["rules"])))

    def _person(self, who: Any, met: set[str]) -> str:
        person = self.stories.people.get(str(who))
        if who is None or person is None or person.who in met:
            return self._value("who", who) if who is not None else t(N_("the office"))
        met.add(person.who)
        return t(N_("{name} ({office})"), name=self.name(person.who), office=self._office_of(person))

    def _office_of(self, person: Person) -> str:
        office, post = person.offices[0]
        at = self.words.office(office)
        return at if post is None else t(N_("{post} of {of}"), post=self._post(post), of=at)

    def _post(self, post: str) -> str:
        return self.book.posts.get(post, post) if language() == "zh" else post.replace("_", " ")

    def _pairs(self, facts: Mapping[str, Any]) -> str:
        pairs = [
            t(N_("{fact}: {value}"), fact=self._label(key, value), value=self._value(key, value))
            for key, value in facts.items()
        ]
        return t(N_("; ")).join(pairs)

    def _label(self, key: str, value: Any = None) -> str:
        if key == "body" and isinstance(value, str) and value in {*self.book.meeting_kinds, *self.book.offices}:
            return t(N_("decided by"))
        return t(OWN[key]) if key in OWN else self.words.fact(key).replace("_", " ")

    def _value(self, key: str, value: Any) -> str:
        """A value as the story has it: `{name}` stands for what differs between the two sides of a twin."""
        if isinstance(value, str) and value.startswith("{"):
            return f"<{self._label(value.strip('{}'))}>"
        if key in {"rule", "overrides"} and isinstance(value, str):
            return f"[{short(value)}]"
        if key in {"is", "on", "light"} and isinstance(value, str) and value in STANDS:
            return t(STANDS[value])
        if key in {"acting_for", "outside", "office", "record_for"} and isinstance(value, str):
            office, _, person = value.partition(":")
            held = self.words.office(office)
            return t(N_("{name} ({office})"), name=self.name(person), office=held) if person else held
        if key == "outcome":
            return self.words.outcome(str(value))
        if key == "name":
            return self.words.fact(str(value))
        if isinstance(value, str) and (key.endswith("_fen") or key in {"yuan", "covers"}):
            return t(N_("{yuan} yuan"), yuan=value)
        if key == "body":
            return self.words.body(str(value))
        if isinstance(value, list):
            return t(N_(", ")).join(self._value(key, each) for each in value) or "-"
        if isinstance(value, Mapping):
            return self._pairs(value)
        if isinstance(value, str) and (value in self.stories.people or value in self.stories.units):
            return self.name(value)
        return self.words.value(key, value)


def short(rule: str) -> str:
    """A rule's id without its book: 104/tier-2."""
    return rule.partition("/")[2] or rule
