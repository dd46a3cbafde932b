"""Numbers read out of a sentence: how much of what, and on which side, in the law's Chinese and a reading's English.

以上, 以下 and 以内 take their number in, as the custom of the law is (民法典第一千二百五十九条); 超过 and 不满 leave it
out; 含 and 不含 say so.
"""

import re
from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

DIGITS = {"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
TENS = {"十": 10, "百": 100, "千": 1000}
MYRIADS = {"万": 10**4, "亿": 10**8}
UNITS = {
    "工作日": "working_days",
    "日": "calendar_days",
    "天": "calendar_days",
    "小时": "hours",
    "分钟": "minutes",
    "月": "months",
    "年": "years",
    "元": "yuan",
    "次": "times",
    "人": "things",
    "名": "things",
    "位": "things",
    "家": "things",
    "项": "things",
    "份": "things",
    "": "things",
}
ENGLISH_UNITS = {
    "working day": "working_days",
    "day": "calendar_days",
    "hour": "hours",
    "minute": "minutes",
    "month": "months",
    "year": "years",
    "yuan": "yuan",
}
_COUNTED = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
ENGLISH = {word: value for value, word in enumerate(_COUNTED)}
_NUMBER = r"(?:\d[\d,]*(?:\.\d+)?|[零〇一二两三四五六七八九十百千]+)[万亿]?"
_UNIT = r"(?:个?工作日|小时|分钟|个?月|[日天年元次人名位家项份]|个)"
_QUANTITY = re.compile(
    rf"(?P<parts>[一二三四五六七八九十]+)分之(?P<of>[一二三四五六七八九十]+)|(?P<half>半数)"
    rf"|(?P<low>{_NUMBER})(?:[-—~至到](?P<high>{_NUMBER}))?(?P<unit>{_UNIT})"
)
_ENGLISH_SIDES = {
    "over": ("over", "more than", "above", "exceeding"),
    "up_to": ("up to", "up to and including", "at most", "no more than", "not more than", "not over", "not exceeding"),
    "at_least": ("at least", "no less than", "not less than", "no fewer than", "not fewer than"),
    "below": ("below", "under", "less than", "fewer than"),
}
_SIDE_OF = {words: side for side, several in _ENGLISH_SIDES.items() for words in several}
_PRONOUN = r"\bone\b(?! (?!that|who|which|of|and|or|is|was|has)\w)"
_IN_ENGLISH = re.compile(
    r"(?:\b(?P<side>" + "|".join(sorted(_SIDE_OF, key=len, reverse=True)) + r") )?"
    rf"(?!{_PRONOUN})(?:(?P<number>\b\d[\d,]*\b|\b(?:"
    + "|".join(ENGLISH)
    + r")\b)(?P<parts> (?:thirds?|half))?|\b(?P<half>half)\b)"
    r"(?: (?P<unit>working day|day|hour|minute|month|year|yuan))?(?:s\b)?"
    r"(?:(?P<more>(?: [a-z]+){0,2} or (?:more|over)\b)|(?P<less>(?: [a-z]+){0,2} or (?:less|fewer)\b))?",
    re.IGNORECASE,
)
_BEFORE = (
    ("不超过", "up_to"),
    ("不得超过", "up_to"),
    ("不多于", "up_to"),
    ("超过", "over"),
    ("不少于", "at_least"),
    ("不得少于", "at_least"),
    ("不低于", "at_least"),
    ("至少", "at_least"),
    ("不满", "below"),
    ("不足", "below"),
    ("少于", "below"),
    ("低于", "below"),
    ("提前", "ahead"),
    ("过", "over"),
)
_AFTER = (
    (r"[及或]?以上", "at_least"),
    (r"[及或]?以下", "up_to"),
    (r"[以之]?内", "within"),
    (r"[以之]?前", "ahead"),
    (r"[以之]?后", "after"),
)


class Quantity(NamedTuple):
    """A number of something. `side`: at_least, over, up_to, below; within or ahead of a moment; else exactly.

    `settled`: 含 or 不含 is written beside it.
    """

    value: Fraction
    unit: str
    side: str
    settled: bool = False

    def __str__(self) -> str:
        return f"{self.side} {self.value} {self.unit}"


def quantities(text: str) -> list[Quantity]:
    """The quantities of a Chinese sentence, in its order; 含20万元 settles the side of the one before it."""
    text = re.sub(r"\s+", "", text)
    found: list[Quantity] = []
    end = 0
    for match in _QUANTITY.finditer(text):
        before, after = text[end : match.start()], text[match.end() :]
        for each in _read(match, before, after):
            if before.endswith("含"):
                _settle(found, each, leaves_out=before.endswith("不含"))
            else:
                found.append(each)
        end = match.end()
    return found


def in_reading(text: str) -> list[Quantity]:
    """The quantities of a reading: its English ones, and those it quotes. `any`: the sentence says no side."""
    found = []
    for match in _IN_ENGLISH.finditer(re.sub(r"\s+", " ", text)):
        side = "at_least" if match["more"] else "up_to" if match["less"] else "any"
        if match["side"]:
            side = _SIDE_OF[match["side"].lower()]
        if match["half"]:
            found.append(Quantity(Fraction(1, 2), "share", side))
            continue
        word = match["number"].lower()
        value = ENGLISH[word] if word in ENGLISH else int(word.replace(",", ""))
        if match["parts"]:
            found.append(Quantity(Fraction(value, 3 if "third" in match["parts"] else 2), "share", side))
            continue
        found.append(Quantity(Fraction(value), ENGLISH_UNITS.get((match["unit"] or "").lower(), "any"), side))
    return [*found, *(each._replace(side="any") if each.side == "exactly" else each for each in quantities(text))]


def number(words: str) -> Fraction:
    """A number in digits or in Chinese: 5, 1,000, 1.5万, 十五, 三百二十."""
    scale = MYRIADS.get(words[-1], 1)
    words = words if scale == 1 else words[:-1]
    if words[:1].isdigit():
        return Fraction(words.replace(",", "")) * scale
    total = digit = 0
    for char in words:
        if char in TENS:
            total += (digit or 1) * TENS[char]
            digit = 0
        else:
            digit = DIGITS[char]
    return Fraction(total + digit) * scale


def _read(match: re.Match[str], before: str, after: str) -> Iterator[Quantity]:
    side = _side(before, after)
    if match["half"]:
        yield Quantity(Fraction(1, 2), "share", side)
    elif match["of"]:
        yield Quantity(number(match["of"]) / number(match["parts"]), "share", side)
    else:
        unit = UNITS[match["unit"].removeprefix("个")]
        sides = ("at_least", "up_to") if match["high"] else (side,)
        yield from (Quantity(number(match[n]), unit, s) for n, s in zip(("low", "high"), sides, strict=False))


def _side(before: str, after: str) -> str:
    """What the words around a number say of it, those behind it first; of those before it the nearest in the clause."""
    for words, side in _AFTER:
        if re.match(words, after) and side != "after":
            return "ahead" if side == "within" and before.endswith("前") else side
    clause = re.split(r"[,，。;；、:：()（）]", before)[-1]
    said = [(clause.rfind(words) + len(words), len(words), side) for words, side in _BEFORE if words in clause]
    if said:
        return max(said)[2]
    return "ahead" if before.endswith("前") else "exactly"


def _settle(found: list[Quantity], named: Quantity, *, leaves_out: bool) -> None:
    sides = (
        {"at_least": "over", "up_to": "below", "within": "below"}
        if leaves_out
        else {"over": "at_least", "below": "up_to"}
    )
    for place in range(len(found) - 1, -1, -1):
        if found[place].value == named.value:
            found[place] = found[place]._replace(side=sides.get(found[place].side, found[place].side), settled=True)
            return
