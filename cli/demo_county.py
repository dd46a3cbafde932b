"""The county of the demonstration: its people, units and offices, and requests on and just over each bound."""

from __future__ import annotations

from typing import NamedTuple

FROM = "2022-04-25"
ORIGIN = "demo.example/jiangkou"
ROOTS = ("sun:孙志远", "qian:钱敏")
FIRST_ROOT, SECOND_ROOT = "sun", "qian"

PEOPLE = (
    ("wang", "王建国"),
    ("li", "李明"),
    ("zhao", "赵海"),
    ("liu", "刘芳"),
    ("han", "韩梅"),
    ("wu", "吴静"),
    ("zhou", "周平"),
    ("feng", "冯雪"),
)
UNITS = (("edu", "县教育局", "education bureau"),)
# person, office, more options
OFFICES = (
    ("wang", "county_head"),
    ("li", "executive_deputy", "--rank", "1"),
    ("zhao", "vice_head", "--rank", "2"),
    ("liu", "vice_head", "--rank", "3"),
    ("liu", "vice_head_finance"),
    ("han", "party_group"),
    ("wu", "gov_office"),
    ("zhou", "finance_bureau"),
    ("feng", "edu", "--post", "head"),
)
CHARGES = (("edu", "zhao"),)


class Asked(NamedTuple):
    """One request of the day: the amount in yuan, what for."""

    yuan: str
    purpose: str


ON_THE_FIRST = Asked("200,000.00", "校舍屋面维修")
OVER_THE_FIRST = Asked("200,000.01", "食堂设备更新")
ON_THE_SECOND = Asked("1,000,000.00", "教师周转房改造")
OVER_THE_SECOND = Asked("1,000,000.01", "运动场建设")
ON_THE_THIRD = Asked("5,000,000.00", "新建教学楼")
OVER_THE_THIRD = Asked("5,000,000.01", "职教中心实训楼")
SPLIT = Asked("90,000.00", "办公设备购置")


def roster() -> list[tuple[str, ...]]:
    """The commands that make the roster, in order; the second root holder confirms all of it at the end."""
    by = ("--as", FIRST_ROOT)
    commands: list[tuple[str, ...]] = []
    for person, name in PEOPLE:
        commands.append(("office", "enrol", person, "--name", name, *by))
        commands.append(("key", "create", person))
        commands.append(("key", "bind", person, *by))
    for key, zh, en in UNITS:
        commands.append(("office", "unit", key, "--class", "department", "--zh", zh, "--en", en, *by))
    for person, office, *more in OFFICES:
        commands.append(("office", "appoint", person, office, *more, "--from", FROM, *by))
    for unit, person in CHARGES:
        commands.append(("office", "portfolio", unit, person, "--from", FROM, *by))
    commands.append(("office", "confirm", "--as", SECOND_ROOT))
    return commands


def request(asked: Asked) -> tuple[str, ...]:
    """The department asks."""
    return (
        "fund", "request", "--department", "edu", "--amount", asked.yuan, "--purpose", asked.purpose,
        "--source", "supplementary", "--as", "feng",
    )  # fmt: skip


def made_ready(case: str) -> list[tuple[str, ...]]:
    """What comes before every tier: the budget report, the facts declared, presented by the finance bureau."""
    return [
        ("fund", "note", case, "report_budget", "--fact", "budget_report=预算报告", "--as", "feng"),
        ("fund", "declare", case, "source=supplementary", "major_project=no", "--as", "zhou"),
        ("fund", "declare", case, "major_investment_promotion=no", "--as", "wu"),
        ("fund", "note", case, "present", "--as", "zhou"),
    ]


def decided(
    body: str, reference: str, outcome: str, paper: str, *about: str, covers: str | None = None
) -> tuple[str, ...]:
    """What a meeting or a body outside decided, entered on its paper."""
    cases = tuple(word for case in about for word in ("--about", case))
    covering = ("--covers", covers) if covers else ()
    return (
        "decision", "record", "--body", body, "--reference", reference, "--outcome", outcome, *cases, *covering,
        "--enclosure", paper, "--as", "wu",
    )  # fmt: skip
