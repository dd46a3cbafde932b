"""How a number of a rule is said in the law's Chinese, in the form in which the check reads it."""

from fractions import Fraction

MYRIAD = 10_000
NUMERALS = "零一二三四五六七八九十"
UNITS = {
    "working_days": "个工作日",
    "calendar_days": "日",
    "hours": "小时",
    "minutes": "分钟",
    "months": "个月",
    "yuan": "元",
    "times": "次",
    "things": "个",
}
SIDES = {
    "over": "超过{}",
    "up_to": "不超过{}",
    "below": "不满{}",
    "at_least": "{}以上",
    "within": "{}内",
    "ahead": "提前{}",
}


def in_words(value: Fraction, unit: str, side: str) -> str:
    """超过50万元, 2个工作日内, 三分之二以上: what would say the number, its unit and its side."""
    return SIDES.get(side, "{}").format(_share(value) if unit == "share" else _amount(value, unit))


def _amount(value: Fraction, unit: str) -> str:
    if unit == "yuan" and value >= MYRIAD:
        return f"{_digits(value / MYRIAD)}万元"
    return _digits(value) + UNITS.get(unit, "个")


def _digits(value: Fraction) -> str:
    return str(value.numerator) if value.denominator == 1 else f"{float(value):f}".rstrip("0")


def _share(value: Fraction) -> str:
    if value == Fraction(1, 2):
        return "半数"
    parts = (value.denominator, value.numerator)
    return "分之".join(NUMERALS[n] if n < len(NUMERALS) else str(n) for n in parts)
