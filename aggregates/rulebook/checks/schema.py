"""The shape of a rulebook's files, strictly: every table and key that may stand there, and its type."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Literal

from pydantic import Field, TypeAdapter, model_validator

from aggregates.rulebook.checks.problem import Misshapen
from aggregates.rulebook.checks.rule_schema import Offices, Strict, Text, When

FACT_TYPES = Literal[
    "flag",
    "one_of",
    "amount_fen",
    "count",
    "day",
    "department",
    "departments",
    "person",
    "people",
    "matters",
    "office",
    "text",
    "paper",
    "meeting_kind",
    "case",
    "cases",
]
COLUMNS = Literal[
    "number",
    "case",
    "source",
    "reference",
    "opened_on",
    "text",
    "requirement",
    "leader",
    "unit",
    "support",
    "responsible",
    "due_on",
    "frequency",
    "progress",
    "problems",
    "next",
    "state",
    "light",
    "urged",
    "extended",
    "closed_on",
    "articles",
    "remarks",
]
DERIVED = Literal["roster", "calendar", "case", "agenda", "linked_case", "attendance", "clock"]


class Fact(Strict):
    zh: Text
    en: Text
    type: FACT_TYPES
    values: dict[str, Text] = Field(default_factory=dict)
    asked_at: list[str] = Field(default_factory=list)
    declared_by: Offices | None = None
    derived_from: DERIVED | None = None
    true_when: When | None = None
    sealed: bool = False

    @model_validator(mode="after")
    def _fits_its_type(self) -> "Fact":
        if (self.type == "one_of") != bool(self.values):
            raise Misshapen("values belong to a fact of type one_of, and to no other")
        if self.true_when is not None and self.type != "flag":
            raise Misshapen("true_when belongs to a flag")
        if self.declared_by is not None and self.derived_from is not None:
            raise Misshapen("what is derived is not declared")
        return self


class Act(Strict):
    zh: Text
    en: Text
    by: Offices | None = None
    records: list[str] = Field(default_factory=list)
    outcomes: dict[str, Text] = Field(default_factory=dict)
    passes: list[str] = Field(default_factory=list)
    by_turn: bool = False
    opens_case: bool = False
    closes: str | None = None
    still_when: list[str] = Field(default_factory=list)
    after: list[str] = Field(default_factory=list)
    undoes: list[str] = Field(default_factory=list)
    undoes_unless_passes: bool = False

    @model_validator(mode="after")
    def _passes_are_outcomes(self) -> "Act":
        if set(self.passes) - set(self.outcomes):
            raise Misshapen("what passes is one of the outcomes")
        return self


class Route(Strict):
    zh: Text
    en: Text
    opens: list[str] = Field(min_length=1)
    scope: When = Field(default_factory=dict)


class OfficeDef(Strict):
    zh: Text
    en: Text
    kind: Literal["post", "posts", "body", "unit", "outside"]
    also: list[str] = Field(default_factory=list)
    portfolio: str | None = None
    recorded_by: str | None = None

    @model_validator(mode="after")
    def _outside_has_a_recorder(self) -> "OfficeDef":
        if (self.kind == "outside") != (self.recorded_by is not None):
            raise Misshapen("an office of kind outside names who records for it, and no other does")
        return self


class MeetingKind(Strict):
    zh: Text
    en: Text


class Wording(Strict):
    zh: Text
    en: Text


class Masthead(Strict):
    """The head of the monthly bulletin, and the columns of its annex in their order."""

    name: Wording
    number: Wording
    issuer: Wording
    to: Wording
    copies: Wording | None = None
    columns: list[COLUMNS] = Field(min_length=1)

    @model_validator(mode="after")
    def _every_row_can_be_traced(self) -> "Masthead":
        if "case" not in self.columns or len(set(self.columns)) != len(self.columns):
            raise Misshapen("each column stands once, and `case` is never left out")
        return self


class Meta(Strict):
    key: Text
    title: Text
    number: str = ""
    in_force_from: date
    in_force_until: date | None = None
    transition: Text
    late_entry_working_days: int
    passes: list[str] = Field(min_length=1)
    default_office: str
    decisions_recorded_by: str
    files: dict[str, list[str]]
    lights: dict[str, int | str]
    office: dict[str, OfficeDef]
    post: dict[str, Text]
    meeting_kind: dict[str, MeetingKind]
    masthead: Masthead | None = None


class Article(Strict):
    about: str = ""
    encoded: list[str] = Field(default_factory=list)
    why_not: Text | None = None


class LeftOut(Strict):
    """A checkable statement of the text that no rule of the book holds, and why."""

    id: Text
    article: Text
    about: Text
    why: Text


class LeftOutFile(Strict):
    statement: list[LeftOut] = Field(default_factory=list)


class Acts(Strict):
    act: dict[str, dict[str, Act]]
    route: dict[str, dict[str, Route]]


class Facts(Strict):
    fact: dict[str, Fact]


class Articles(Strict):
    article: dict[str, Article]


class RuleFile(Strict):
    """A file of rules, perhaps none yet; each is read by the model of its form."""

    case: Text
    rule: list[dict[str, Any]] = Field(default_factory=list)


FILES: Mapping[str, TypeAdapter[Any]] = {
    "meta.toml": TypeAdapter(Meta),
    "acts.toml": TypeAdapter(Acts),
    "facts.toml": TypeAdapter(Facts),
    "articles.toml": TypeAdapter(Articles),
    "left_out.toml": TypeAdapter(LeftOutFile),
}
