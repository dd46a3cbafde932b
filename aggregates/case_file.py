"""A case as its entries tell it: where it stands, and every act that was recorded. Nothing here checks a rule.

`state` is what vetting reads; `acts` is what people read: every act as it was recorded, what corrected it, who
confirmed or disowned it. A disowned act stays on the record and no longer counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from aggregates.case import By, CaseState, Done, Linked, Noted, TermSet
from aggregates.deemed import answers, with_silence
from aggregates.kinds import DECLARE, RETURN, WITHDRAW, kind_of, kind_of_type
from ledger.entry import Recorded

BESIDE_THE_BOOK = frozenset({DECLARE, RETURN, WITHDRAW})
"""The acts that move no step of a case."""
CLOSES = {"fund-request.paid/1": "paid"}
"""Types that close a case without saying so; all others carry the word."""
_GOES_BACK = {RETURN: "returned", WITHDRAW: "withdrawn"}


class ActOnRecord(NamedTuple):
    """One act of a case as it was recorded. `confirmed`, `disowned`, `corrected`: the entry that did so, if any.

    `fields` and `declared` are as corrected; `as_recorded` holds what the entry itself says. `struck`: disowned.
    """

    index: int  # type: ignore[assignment]  # hides tuple.index
    version: int
    leaf: str
    type: str
    act: str
    by: By
    on: date
    at: str
    outcome: str | None
    fields: Mapping[str, Any]
    declared: Mapping[str, Any]
    facts: Mapping[str, Any]
    rules: tuple[str, ...]
    confirmed: Recorded | None = None
    disowned: Recorded | None = None
    corrected: tuple[Recorded, ...] = ()

    @property
    def struck(self) -> bool:
        return self.disowned is not None

    @property
    def recorded_on(self) -> date:
        """The day in Asia/Shanghai on which it was recorded, which for a late entry is after `on`."""
        return (datetime.fromisoformat(self.at) + timedelta(hours=8)).date()

    @property
    def closes(self) -> str | None:
        """The word with which this act closed its case."""
        word = CLOSES.get(self.type) or _GOES_BACK.get(self.act) or self.facts.get("closes")
        return word if word is None or isinstance(word, str) else None

    @property
    def outside(self) -> str | None:
        """The body outside whose act this is, recorded on its paper."""
        outside = self.facts.get("outside")
        return outside["office"] if outside else None


class CaseFile(NamedTuple):
    """One case. `state.book` is the digest of its rulebook.

    `decisions`: what was noted of decisions about it. `unread`: indexes of entries that are signed and granted, and yet
    not what their type promises.
    """

    state: CaseState
    acts: tuple[ActOnRecord, ...] = ()
    decisions: tuple[Mapping[str, Any], ...] = ()
    refs: tuple[Mapping[str, Any], ...] = ()
    notices: tuple[Mapping[str, Any], ...] = ()
    unread: tuple[int, ...] = ()

    @property
    def terms(self) -> tuple[TermSet, ...]:
        return self.state.terms

    def act_at(self, index: int) -> ActOnRecord | None:
        """The act that stands at that index of the record."""
        return next((act for act in self.acts if act.index == index), None)


def empty(case: str) -> CaseFile:
    """The case before its first entry."""
    kind = kind_of(case)
    return CaseFile(CaseState(kind.key if kind else "", case))


def fold(case: str, entries: Iterable[Recorded]) -> CaseFile:
    """The case that these entries tell of; `state.version` is 0 where there are none."""
    file = empty(case)
    for entry in entries:
        file = evolve(file, entry)
    return file


def evolve(file: CaseFile, entry: Recorded) -> CaseFile:
    """The case after that entry. One that is not of the shape its type promises only moves the version."""
    try:
        file = _taken_in(file, entry)
    except (KeyError, TypeError, ValueError, AttributeError):
        file = file._replace(unread=(*file.unread, entry.index))
    return file._replace(state=file.state._replace(version=entry.version, head=entry.leaf.hex()))


def _taken_in(file: CaseFile, entry: Recorded) -> CaseFile:
    match entry.type:
        case "act.corrected/1" | "act.confirmed/1" | "act.disowned/1":
            return _marked(file, entry)
        case "external-decision.noted/1" | "decision.noted/1":
            return file._replace(decisions=(*file.decisions, entry.facts["decision"]))
        case "duty.term-set/1":
            return _with(file, terms=(*file.state.terms, _term_set(entry)))
        case "case.linked/1":
            linked = Linked(entry.facts["as"], entry.facts["case"]["case"])
            return _with(file, linked=(*file.state.linked, linked))
        case "act.deemed/1" if "silent" in entry.facts:
            return _with(file, done=with_silence(file.state.done, entry))
        case "duty.lapsed/1" | "rung.opened/1":
            return _with(file, noted=(*file.state.noted, _noted(entry)))
    kind = kind_of_type(entry.type)
    return _acted(file, entry) if kind and kind.key == file.state.kind else file


def _with(file: CaseFile, **changed: Any) -> CaseFile:
    return file._replace(state=file.state._replace(**changed))


def _acted(file: CaseFile, entry: Recorded) -> CaseFile:
    facts = entry.facts
    act = ActOnRecord(
        index=entry.index,
        version=entry.version,
        leaf=entry.leaf.hex(),
        type=entry.type,
        act=facts.get("act") or BY_TYPE[entry.type.split(".")[1]],
        by=By(**entry.by),
        on=date.fromisoformat(entry.on),
        at=entry.at,
        outcome=facts.get("outcome"),
        fields=facts.get("fields", {}),
        declared=facts.get("declared", {}),
        facts=facts,
        rules=tuple(entry.rules["ids"]) if entry.rules else (),
    )
    state = file.state
    if state.opened_on is None:
        book = entry.rules["sha256"] if entry.rules else ""
        state = state._replace(opened_on=act.on, book=book)
    return file._replace(
        state=_with_act(state, act),
        acts=(*file.acts, act),
        refs=(*file.refs, *facts.get("refs", ())),
        notices=(*file.notices, *facts.get("notices", ())),
    )


BY_TYPE = {"facts-declared/1": DECLARE, "returned/1": RETURN, "withdrawn/1": WITHDRAW}


def _with_act(state: CaseState, act: ActOnRecord) -> CaseState:
    """What was known first stays: a second value of a fact is that act's own field, and a change is a correction; but
    an act that says so renews a fact, as moving an item does its meeting, or keeps one to itself, as an urging does.

    Acts that this one undoes stay on the record and no longer count: what is said anew takes the place of what they
    said.
    """
    undone = set(act.facts.get("undoes", ()))
    renewed = {name: act.fields[name] for name in act.facts.get("renews", ())}
    own = act.facts.get("own", ())
    fields = {name: value for name, value in act.fields.items() if name not in own} if own else act.fields
    done = tuple(each for each in state.done if each.act not in undone and not answers(each, act.act, act.by.office))
    return state._replace(
        facts={**fields, **act.declared, **state.facts, **renewed},
        proposed={**state.proposed, **act.facts.get("proposed", {})},
        done=done if act.act in BESIDE_THE_BOOK else (*done, _done(act)),
        closed=act.closes or state.closed,
        closed_on=act.on if act.closes else state.closed_on,
    )


def _done(act: ActOnRecord) -> Done:
    return Done(
        act=act.act,
        by=act.by,
        on=act.on,
        version=act.version,
        outcome=act.outcome,
        outside=act.outside,
        fields={**act.fields, **act.declared},
        index=act.index,
        leaf=act.leaf,
        at=act.at,
        counts_on=act.recorded_on if "late" in act.facts and not act.facts.get("enclosures") else act.on,
        rules=act.rules,
    )


def _marked(file: CaseFile, entry: Recorded) -> CaseFile:
    """The case with that act corrected, confirmed or disowned, told anew from its first act on."""
    target = file.act_at(entry.facts["index"])
    if target is None or target.leaf != entry.facts["leaf"] or not _may_answer(entry, target):
        return file
    match entry.type:
        case "act.corrected/1":
            new = entry.facts["new"]
            marked = target._replace(
                fields={**target.fields, **new.get("fields", {})},
                declared={**target.declared, **new.get("declared", {})},
                corrected=(*target.corrected, entry),
            )
        case "act.confirmed/1":
            marked = target._replace(confirmed=entry)
        case _:
            marked = target._replace(disowned=entry)
    return retold(file, [marked if act is target else act for act in file.acts])


def retold(file: CaseFile, acts: Sequence[ActOnRecord]) -> CaseFile:
    """The case told anew from these of its acts, in the order of the record; a disowned one no longer counts."""
    state = file.state._replace(facts={}, proposed={}, done=(), closed=None, closed_on=None)
    for act in acts:
        if not act.struck:
            state = _with_act(state, act)
    if deemed := tuple(done for done in file.state.done if done.deemed):
        state = state._replace(done=tuple(sorted((*state.done, *deemed), key=lambda done: done.index)))
    if acts and (disowned := acts[0].disowned):
        state = state._replace(closed="disowned", closed_on=date.fromisoformat(disowned.on))
    return file._replace(state=state, acts=tuple(acts))


def _may_answer(entry: Recorded, target: ActOnRecord) -> bool:
    """Whose word counts on what was recorded in a name: that person's, or for a confirmation a second clerk's."""
    by = entry.by
    theirs = by["person"] == target.by.person
    match entry.type:
        case "act.disowned/1":
            return theirs and by["recorded_by"] is None
        case "act.confirmed/1":
            return theirs and target.by.recorded_by not in (None, by["recorded_by"])
    return True


def _term_set(entry: Recorded) -> TermSet:
    facts = entry.facts
    return TermSet(
        duty=facts["duty"],
        due_on=date.fromisoformat(facts["due_on"]),
        on=date.fromisoformat(entry.on),
        index=entry.index,
        by=By(**entry.by),
        reason=facts.get("reason"),
    )


def _noted(entry: Recorded) -> Noted:
    facts = entry.facts
    return Noted(
        what="lapsed" if entry.type == "duty.lapsed/1" else "rung",
        duty=facts["duty"],
        rule=facts.get("rung"),
        target=facts.get("target"),
        on=date.fromisoformat(entry.on),
        index=entry.index,
    )
