"""What an amended book says otherwise: every field of a rule, every part of the book, every article by its words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from aggregates.rulebook.forms import Advises, Form, HeldBy, Silent
from aggregates.rulebook.loader import SHIPPED, load_files, read
from aggregates.rulebook.model import Reading, Rule
from projections.rule_diff import IN_WORDS_ONLY, BookDiff, RuleChange, diff, parts_of_text, rule_changes
from projections.text_diff import article_changes, parts

FILES = read(SHIPPED / "jiangkou-2022")
BOOK = load_files(FILES)
TIER_2 = "jiangkou-2022/104/tier-2"


def changed(*words: tuple[str, str, str], files: Mapping[str, bytes] = FILES) -> dict[str, bytes]:
    """The book with words of its files replaced: file, old, new."""
    made = dict(files)
    for file, old, new in words:
        assert made[file].count(old.encode()) >= 1, old
        made[file] = made[file].replace(old.encode(), new.encode(), 1)
    return made


def amended(*words: tuple[str, str, str]) -> BookDiff:
    return diff(FILES, changed(*words))


def test_a_book_and_itself_say_the_same() -> None:
    found = diff(FILES, FILES)

    assert not found.differs()
    assert (found.articles, found.rules, found.parts, found.touched) == ((), (), (), ())


def altered(value: Any) -> Any:
    """Another value of the same shape."""
    match value:
        case bool():
            return not value
        case int():
            return value + 1
        case str():
            return value + "x"
        case None:
            return "x"
        case dict():
            return {**value, "x": ("y",)}
        case tuple() if hasattr(value, "_replace") and hasattr(value, "_fields"):
            return value._replace(**{value._fields[0]: altered(value[0])})
    return (*value, "x")


def one_of_each_form() -> list[Rule]:
    """A rule of every form that the model book uses."""
    found: dict[str, Rule] = {}
    for rule in BOOK.rules.values():
        found.setdefault(rule.form, rule)
    return list(found.values())


OF_THE_FORM = [(rule, name) for rule in one_of_each_form() for name in rule.body._fields]


def test_a_change_of_any_field_of_any_form_is_told() -> None:
    assert len({rule.form for rule, _ in OF_THE_FORM}) == len(Form.__args__)
    for rule, name in OF_THE_FORM:
        body = rule.body._replace(**{name: altered(getattr(rule.body, name))})

        [change] = with_rule(rule._replace(body=body))

        assert [(each.name, each.new) for each in change.fields] == [(f"body.{name}", getattr(body, name))]
        assert change.binding is not isinstance(rule.body, Advises | HeldBy)


@pytest.mark.parametrize("name", sorted(set(Rule._fields) - {"body", "reading", "id"}))
def test_a_change_of_any_other_field_of_a_rule_is_told(name: str) -> None:
    rule = BOOK.rules[TIER_2]

    [change] = with_rule(rule._replace(**{name: altered(getattr(rule, name))}))

    assert [each.name for each in change.fields] == [name]
    assert change.binding is (name not in IN_WORDS_ONLY)


@pytest.mark.parametrize("name", Reading._fields)
def test_a_change_of_a_reading_is_told_and_binds_nobody(name: str) -> None:
    rule = BOOK.rules[TIER_2]
    assert rule.reading is not None
    reading = rule.reading._replace(**{name: altered(getattr(rule.reading, name))})

    [change] = with_rule(rule._replace(reading=reading))

    assert [each.name for each in change.fields] == [f"reading.{name}"]
    assert not change.binding


def test_a_reading_that_is_gone_and_another_form_are_told() -> None:
    rule = BOOK.rules[TIER_2]

    [no_reading] = with_rule(rule._replace(reading=None))
    [silent] = with_rule(rule._replace(form="silent", body=Silent("approval", "free")))

    assert {each.name for each in no_reading.fields} == {f"reading.{name}" for name in Reading._fields}
    assert {"form", "body.steps", "body.then"} <= {each.name for each in silent.fields}


def with_rule(rule: Rule) -> list[RuleChange]:
    """What changed, where the book has this rule in place of the one of its id."""
    return list(rule_changes(BOOK, BOOK._replace(rules={**BOOK.rules, rule.id: rule})))


def test_a_rule_is_added_and_another_removed() -> None:
    left = {key: rule for key, rule in BOOK.rules.items() if key != TIER_2}

    [gone] = rule_changes(BOOK, BOOK._replace(rules=left))
    [new] = rule_changes(BOOK._replace(rules=left), BOOK)

    assert (gone.what, gone.old and gone.old.id) == ("removed", TIER_2)
    assert (new.what, new.new and new.new.id) == ("added", TIER_2)


def test_a_book_under_another_key_with_moved_articles_has_the_same_rules() -> None:
    def moved(text: str) -> str:
        return text.replace("jiangkou-2022/104/", "jiangkou-2027/105/").replace("jiangkou-2022/", "jiangkou-2027/")

    files = {name: moved(data.decode()).encode() if name.endswith(".toml") else data for name, data in FILES.items()}

    found = diff(FILES, files)

    assert found.rules == ()
    assert found.touched == ()


def test_the_kinds_of_case_that_an_amendment_touches_are_named() -> None:
    found = amended(("funds.toml", "over = 20_000_000, up_to = 100_000_000", "over = 20_000_000, up_to = 150_000_000"))

    assert [(each.case, each.changed) for each in found.touched] == [("fund", 1)]


def test_a_rule_on_standing_in_touches_every_kind_of_case() -> None:
    found = amended(("office.toml", 'absent = ["county_head", "executive_deputy"]', 'absent = ["county_head"]'))

    assert {each.case for each in found.touched} == set(BOOK.acts)


PARTS = {
    "fact": ("facts.toml", 'zh = "资金来源"', 'zh = "经费来源"'),
    "act": ("acts.toml", 'pay = { zh = "拨付"', 'pay = { zh = "支付"'),
    "route": ("acts.toml", 'fund.approval = { zh = "审批"', 'fund.approval = { zh = "审定"'),
    "office": ("meta.toml", 'county_head = { zh = "县长"', 'county_head = { zh = "市长"'),
    "meeting_kind": ("meta.toml", 'zh = "县人民政府全体会议"', 'zh = "全体会议"'),
    "post": ("meta.toml", 'head = "主要负责人"', 'head = "负责人"'),
    "left_out": ("left_out.toml", "which remits the departments have", "what remits the departments have"),
    "note": ("articles.toml", "who is bound, and not what is done", "who is bound, not what is done"),
    "meta": ("meta.toml", "late_entry_working_days = 3", "late_entry_working_days = 4"),
}


@pytest.mark.parametrize("part", PARTS)
def test_a_change_of_any_other_part_of_the_book_is_told(part: str) -> None:
    found = amended(PARTS[part])

    assert [(each.part, each.what, len(each.fields)) for each in found.parts] == [(part, "changed", 1)]


def test_a_comment_is_no_difference_and_its_file_is_named() -> None:
    found = amended(("funds.toml", 'case = "fund"', '# money\ncase = "fund"'))

    assert not found.differs()
    assert found.files == ("funds.toml",)


def test_parts_are_added_and_removed() -> None:
    found = amended(("meta.toml", "financial_institutions = {", "banks = {"))

    assert {(each.part, each.key, each.what) for each in found.parts} == {
        ("office", "banks", "added"),
        ("office", "financial_institutions", "removed"),
    }


OLD = {"第一条": "县长召集全体会议。", "第二条": "副县长召集专题会议。", "第三条": "会议纪要由主持人签发。"}


def test_an_article_put_in_between_moves_those_behind_it_and_changes_none() -> None:
    new = {"第一条": OLD["第一条"], "第二条": "每季度评估一次。", "第三条": OLD["第二条"], "第四条": OLD["第三条"]}

    found = {(each.what, each.old, each.new) for each in article_changes(OLD, new)}

    assert found == {("added", None, "第二条"), ("moved", "第二条", "第三条"), ("moved", "第三条", "第四条")}


def test_white_space_is_no_change_and_words_are() -> None:
    new = {**OLD, "第二条": "副县长 召集\n专题会议。", "第三条": "会议纪要由县长签发。"}

    [change] = article_changes(OLD, new)

    assert (change.what, change.old, change.new) == ("changed", "第三条", "第三条")
    assert ("-", "主持人") in change.parts
    assert ("+", "县长") in change.parts


def test_an_article_that_is_gone_and_one_that_is_new_are_not_taken_for_each_other() -> None:
    found = article_changes(OLD, {**{k: OLD[k] for k in ("第一条", "第二条")}, "第三条": "本规则自发布之日起施行"})

    assert [each.what for each in found] == ["added", "removed"]


def test_the_notice_and_the_headings_of_chapters_are_told_apart_from_the_articles() -> None:
    found = amended(
        ("source.txt", "组成人员职责", "组成人员的职责"),
        ("source.txt", "请遵照执行", "请认真遵照执行"),
    )

    assert {(each.what, each.new) for each in found.articles} == {("changed", "印发通知"), ("changed", "第二章")}


def test_a_section_is_that_of_its_chapter() -> None:
    text = "第一章 会议\n第一条 甲\n第二节 常务会议\n第二条 乙\n第二章 公文\n第三条 丙\n第二节 印章\n第四条 丁\n"

    [change] = article_changes(parts_of_text(text), parts_of_text(text.replace("常务会议", "政府常务会议")))

    assert (change.what, change.new) == ("changed", "第一章第二节")
    assert list(parts_of_text(text)) == [
        "第一章",
        "第一条",
        "第一章第二节",
        "第二条",
        "第二章",
        "第三条",
        "第二章第二节",
        "第四条",
    ]


def test_the_parts_of_a_change_make_both_texts() -> None:
    old, new = "由县长审签后印发", "由副县长审核、县长签发后印发"

    found = parts(old, new)

    assert "".join(text for kind, text in found if kind != "+") == old
    assert "".join(text for kind, text in found if kind != "-") == new
