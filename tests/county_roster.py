"""Who is who in a made county: leaders, the office, twenty-four departments and townships, each with two people."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from ledger.checkpoint import Vkey
from ledger.event import Draft
from ledger.signing import possession
from tests.county_pen import BOOK, ORIGIN, Pen, Who

ROOTS = {"sun": "孙守", "qian": "钱存"}
LEADERS = (
    ("wang", "王建国", "county_head", None),
    ("li", "李文", "executive_deputy", 1),
    ("zhao", "赵敏", "vice_head", 2),
    ("liu", "刘洋", "vice_head", 3),
    ("liu", "刘洋", "vice_head_finance", None),
    ("chen", "陈静", "vice_head", 4),
    ("han", "韩松", "party_group", None),
    ("wu", "吴芳", "gov_office", None),
    ("zheng", "郑强", "gov_office", None),
    ("tan", "谭明", "office_director", None),
    ("zhou", "周平", "finance_bureau", None),
    ("shen", "沈毅", "audit_bureau", None),
    ("yao", "姚远", "justice_head", None),
)
NAMES = (
    "教育局", "卫生健康局", "交通运输局", "住房和城乡建设局", "农业农村局", "水务局", "林业局", "民政局",
    "人力资源和社会保障局", "自然资源局",
    "生态环境局", "文体广电旅游局", "应急管理局", "市场监督管理局", "统计局", "医疗保障局",
    "乡村振兴局", "投资促进局", "双江街道", "凯德街道", "闵孝镇", "太平镇", "怒溪镇", "德旺乡",
)  # fmt: skip
UNITS = tuple(
    (
        f"unit_{number:02}",
        "township" if name[-1] in "道镇乡" else "department",
        name if name[-1] in "道镇乡" else f"县{name}",
    )
    for number, name in enumerate(NAMES, 1)
)
IN_CHARGE = ("li", "zhao", "liu", "chen")


def head_of(unit: str) -> str:
    return f"h_{unit}"


def clerk_of(unit: str) -> str:
    return f"d_{unit}"


def leader_of(unit: str) -> str:
    """The vice head in charge of a unit."""
    return IN_CHARGE[int(unit[-2:]) % len(IN_CHARGE)]


def write_roster(pen: Pen, day: date) -> None:
    """The founding, then everybody: given by one root holder, confirmed by the other, all on one morning."""
    at = datetime(day.year, day.month, day.day, 1, tzinfo=UTC)
    _found(pen, at)
    given = [*_people(pen), *_units(), *_grants(day)]
    at += timedelta(minutes=1)
    first = pen.size
    for draft in given:
        pen.act(at, Who("sun", "root"), [draft])
    _confirm(pen, at + timedelta(minutes=5), first)
    first = pen.size
    charges = [Draft(f"OFC-{unit}", "portfolio.assigned/1", _charge(unit, day)) for unit in (u for u, _, _ in UNITS)]
    for draft in charges:
        pen.act(at + timedelta(minutes=6), Who("sun", "root"), [draft])
    _confirm(pen, at + timedelta(minutes=10), first)


def _found(pen: Pen, at: datetime) -> None:
    roots = [
        {
            "person": person,
            "name": name,
            "suite": "ed25519",
            "public": pen.signer(f"{person} root").public.hex(),
            "keyid": pen.signer(f"{person} root").keyid,
            "offline": person == "qian",
            "possession": possession(ORIGIN, person, pen.signer(f"{person} root")),
        }
        for person, name in ROOTS.items()
    ]
    log = pen.signer("log")
    facts = {
        "format": "govledger/1",
        "origin": ORIGIN,
        "training": True,
        "jurisdiction": "江口县",
        "rulebook": {"key": BOOK.key, "sha256": BOOK.sha256},
        "roots": roots,
        "log": {
            "suite": log.suite,
            "public": log.public.hex(),
            "keyid": log.keyid,
            "vkey": Vkey.of(ORIGIN, log).format(),
        },
    }
    pen.act(at, Who("sun", "root"), [Draft("ROOT", "ledger.founded/1", facts)])


def _people(pen: Pen) -> list[Draft]:
    names = {person: name for person, name, _, _ in LEADERS}
    for unit, _, zh in UNITS:
        names |= {head_of(unit): f"{zh[-3]}正", clerk_of(unit): f"{zh[-3]}副"}
    found = []
    for person, name in names.items():
        key = pen.signer(person)
        bound = {
            "keyid": key.keyid,
            "possession": possession(ORIGIN, person, key),
            "public": key.public.hex(),
            "suite": key.suite,
        }
        found.append(Draft(f"PER-{person}", "person.enrolled/1", {"person": person, "name": name}))
        found.append(Draft(f"PER-{person}", "key.bound/1", bound))
    return found


def _units() -> list[Draft]:
    return [
        Draft(f"OFC-{unit}", "unit.enrolled/1", {"office": unit, "unit_of": of, "zh": zh, "en": unit.replace("_", " ")})
        for unit, of, zh in UNITS
    ]


def _grants(day: date) -> list[Draft]:
    given = [(person, office, rank, None, "hold") for person, _, office, rank in LEADERS]
    for unit, _, _ in UNITS:
        given += [(head_of(unit), unit, 1, "head", "hold"), (clerk_of(unit), unit, 2, "deputy_in_charge", "hold")]
    given += [("wu", "county_head", None, None, "record-for")]
    return [
        Draft(
            f"OFC-{office}",
            "grant.given/1",
            {
                "person": person,
                "office": office,
                "capacity": capacity,
                "from": day.isoformat(),
                "until": None,
                "rank": rank,
                "post": post,
            },
        )
        for person, office, rank, post, capacity in given
    ]


def _charge(unit: str, day: date) -> dict[str, object]:
    person = leader_of(unit)
    office = "executive_deputy" if person == "li" else "vice_head"
    return {"of": unit, "person": person, "office": office, "from": day.isoformat(), "until": None}


def _confirm(pen: Pen, at: datetime, first: int) -> None:
    """The second root holder's word on every entry from `first` on, in one act."""
    drafts = [
        Draft(case, "roster.confirmed/1", {"index": index, "leaf": leaf}) for index, case, leaf in pen.written(first)
    ]
    pen.act(at, Who("qian", "root"), drafts)
