"""The catalogue is whole, says what the messages say, and stands on every console."""

from __future__ import annotations

import gettext
import string

import pytest

from cli import words
from tests.cli.messages import MO, catalogue, compiled, messages, of_click

CHINESE = catalogue()
MESSAGES = messages()


def test_every_message_of_the_four_packages_has_chinese_words() -> None:
    """`python -m tests.cli.messages` brings the catalogue up to date and lists what is missing."""
    assert [text for text in MESSAGES if not CHINESE.get(text)] == []


def test_every_message_of_click_has_chinese_words() -> None:
    ids = [said if isinstance(said, str) else said[0] for said in of_click()]

    assert [text for text in ids if not CHINESE.get(text)] == []


def test_the_catalogue_holds_no_message_that_nobody_says() -> None:
    said = {each if isinstance(each, str) else each[0] for each in of_click()} | set(MESSAGES)

    assert set(CHINESE) - said == set()


@pytest.mark.parametrize("text", sorted(MESSAGES), ids=lambda text: text[:40])
def test_both_wordings_are_filled_in_with_the_same_names(text: str) -> None:
    def names(message: str) -> set[str]:
        return {name for _, name, _, _ in string.Formatter().parse(message) if name is not None}

    assert names(CHINESE[text]) == names(text)


def test_every_word_of_ours_stands_on_a_gbk_console() -> None:
    for text in (*MESSAGES, *CHINESE.values()):
        text.encode("gbk")


def test_commands_options_and_ids_are_the_same_in_both_wordings() -> None:
    for text in MESSAGES:
        for word in text.replace("`", " ").replace(",", " ").replace(";", " ").split():
            if word.startswith("--") and word.strip("-.:()").isidentifier():
                assert word.strip(".:()") in CHINESE[text], text


def test_the_compiled_catalogue_is_that_of_the_words() -> None:
    assert MO.read_bytes() == compiled()


def test_our_reader_of_catalogues_finds_what_the_standard_librarys_finds() -> None:
    with MO.open("rb") as file:
        theirs = gettext.GNUTranslations(file)
    ours = words.Catalogue(MO.read_bytes())

    for text in (*MESSAGES, "no such message", "zzz", "\x01"):
        assert ours.find(text) == theirs.gettext(text)
    assert words.Catalogue().find("refused") == "refused"


def test_without_a_catalogue_the_messages_speak_for_themselves() -> None:
    words.use("en")

    assert words.t("there is no case {case}", case="X") == "there is no case X"
    assert words.either("县长", "county head") == "county head"
    words.use("zh")
    assert words.either("县长", "county head") == "县长"
