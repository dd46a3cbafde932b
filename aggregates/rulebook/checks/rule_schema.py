"""The shape of a rule, strictly: its conditions, offices and steps, and the fields of every form.

Only the check of a book reads these models; a checked book is loaded without them.
"""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, create_model, model_validator
from typing_extensions import TypeAliasType

from aggregates.rulebook.checks.problem import Misshapen

Units = Literal["working_days", "calendar_days", "hours", "minutes", "months"]
Text = Annotated[str, Field(min_length=1)]
Names = str | list[str]


Within = Annotated[dict[Units, int], Field(min_length=1, max_length=1)]


class Strict(BaseModel):
    """No key that is not named, no value of another type."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Bounds(Strict):
    over: int | None = None
    at_least: int | None = None
    up_to: int | None = None
    below: int | None = None

    @model_validator(mode="after")
    def _one_bound_a_side(self) -> "Bounds":
        given = self.model_fields_set
        if not given or {"over", "at_least"} <= given or {"up_to", "below"} <= given:
            raise Misshapen("a number has one bound a side at most, and one at least")
        least = self.at_least if self.over is None else self.over + 1
        most = self.up_to if self.below is None else self.below - 1
        if least is not None and most is not None and least > most:
            raise Misshapen("no number lies between these bounds")
        return self


def _tables_where_tables_stand(when: dict[str, Any]) -> dict[str, Any]:
    for key, value in when.items():
        tables = isinstance(value, list) and any(isinstance(each, dict) for each in value)
        if value == [] or tables != (key in {"any", "none_of"}):
            raise Misshapen("`any` and `none_of` list tables, another key lists values, and no list is empty")
    return when


When = TypeAliasType(
    "When",
    Annotated[
        "dict[str, bool | str | list[str] | Bounds | list[When]]",
        AfterValidator(_tables_where_tables_stand),
    ],
)


class Office(Strict):
    office: str | None = None
    in_charge_of: str | None = None
    chair_of: Literal["meeting"] | None = None
    post: str | None = None
    of: str | None = None
    named: str | None = None
    same_as: str | None = None
    delegated_by: str | None = None
    in_person: bool = False

    @model_validator(mode="after")
    def _says_whose(self) -> "Office":
        if not self.model_fields_set - {"delegated_by", "in_person"}:
            raise Misshapen("an office expression says whose office")
        if (self.post is None) != (self.of is None):
            raise Misshapen("`post` and `of` go together")
        if self.delegated_by and self.in_person:
            raise Misshapen("what is done in person is not delegated")
        return self


Offices = Office | list[Office]


class Decision(Strict):
    kinds: list[str] = Field(min_length=1)
    outcome: list[str] = []
    chair: Offices | None = None
    covers: str | None = None


class Step(Strict):
    act: str | None = None
    by: Offices | None = None
    to: list[Office] = []
    each: str | None = None
    but: list[Office] = []
    carries: list[str] = []
    after: str | None = None
    outcome: list[str] = []
    decision: Decision | None = None
    any: "list[Step]" = []
    all: "list[Step]" = []

    @model_validator(mode="after")
    def _is_one_thing(self) -> "Step":
        if sum(map(bool, (self.act, self.decision, self.any, self.all))) != 1:
            raise Misshapen("a step is exactly one of act, decision, any, all")
        if bool(self.act) != (self.by is not None):
            raise Misshapen("an act has a `by`, and nothing else has")
        return self


class Reading(Strict):
    question: Text
    adopted: Text
    alternatives: list[str] = []


class Override(Strict):
    by: Offices


class Share(Strict):
    parts: int
    of: int


class Ahead(Strict):
    of: str
    working_days: int | None = None
    calendar_days: int | None = None


class After(Strict):
    urged: int | None = None
    act: str | None = None
    outcome: list[str] = []


EXACTLY_ONE = "exactly one of these keys is written"
ONE_OF: Mapping[str, tuple[str, ...]] = {
    "chain": ("steps", "as_"),
    "held_by": ("test", "rule"),
    "deadline": ("within", "ahead", "on", "undated"),
    "quorum": ("more_than", "at_least"),
}


class Rule(Strict):
    id: Text
    article: Text
    quote: Text
    says: Text
    case: Text
    form: str
    when: When = {}
    yields_to: list[str] = []
    beside: list[str] = []
    override: Override | None = None
    reading: Reading | None = None

    @model_validator(mode="after")
    def _has_one_alternative(self) -> "Rule":
        one = ONE_OF.get(self.form, ())
        if one and sum(getattr(self, name) is not None for name in one) != 1:
            raise Misshapen(EXACTLY_ONE)
        return self


_steps: Any = (list[Step], ...)
_optional: Any = (list[Office], [])
FORMS: Mapping[str, Mapping[str, Any]] = {
    "chain": {
        "route": (str, ...),
        "steps": (list[Step] | None, None),
        "as_": (str | None, Field(None, alias="as")),
    },
    "needs": {"before": (Names, ...), "steps": _steps},
    "only": {"act": (Names, ...), "by": (Offices, ...)},
    "forbids": {"act": (Names, ...)},
    "carries": {
        "act": (Names, ...),
        "fields": (list[str], ...),
        "one_of": (dict[str, list[str]], {}),
        "must_be": (dict[str, str | Office], {}),
    },
    "quorum": {"more_than": (Share | None, None), "at_least": (Share | None, None), "at": (list[str], ...)},
    "members": {
        "kind": (str, ...),
        "members": _optional,
        "attend": _optional,
        "attend_by_item": _optional,
        "before": (str | None, None),
    },
    "stands_in": {
        "for_": (Office, Field(alias="for")),
        "by": (Offices, ...),
        "acts": (Literal["all"] | list[str], ...),
        "absent": (list[str], []),
        "order": (Literal["rank"] | None, None),
        "under": (list[Step], []),
    },
    "deadline": {
        "from_": (str, Field(alias="from")),
        "steps": _steps,
        "within": (Within | None, None),
        "ahead": (Ahead | None, None),
        "on": (str | None, None),
        "undated": (Text | None, None),
        "late": (Literal["recorded", "refused"], "recorded"),
        "extended_by": (str | None, None),
    },
    "quota": {
        "act": (str, ...),
        "by": (Offices, ...),
        "each": (list[str], []),
        "at_least": (int | None, None),
        "at_most": (int | None, None),
        "per": (Literal["month", "quarter", "half_year", "year"], ...),
        "same": (str | None, None),
    },
    "deemed": {
        "on": (str, ...),
        "counts_as": (list[str], ...),
        "within": (Within | None, None),
        "extended_by": (str | None, None),
    },
    "rung": {"after": (After, ...), "steps": _steps, "duty": (list[str], []), "optional": (bool, False)},
    "silent": {"route": (str, ...), "then": (Literal["refuse", "free"], ...)},
    "held_by": {"test": (str | None, None), "rule": (str | None, None)},
    "advises": {"act": (str, ...), "because": (Text, ...)},
}
RULES: Mapping[str, type[Rule]] = {name: create_model(name, __base__=Rule, **fields) for name, fields in FORMS.items()}
