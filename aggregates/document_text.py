"""The text of a document, by the digests that its entries hold: as it stands, and as it was signed."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from aggregates.case_file import ActOnRecord, CaseFile

TEXT = "text"
"""The word of an entry that holds the digest of the text it brings, or was done to."""
BRINGS_TEXT = frozenset({"draft", "register", "revise"})
SIGN = "sign"


def text_of(file: CaseFile) -> str | None:
    """The digest of the text as it stands: that of the last act that brought one."""
    return next((told for act in reversed(file.acts) if act.act in BRINGS_TEXT and (told := _told(act))), None)


def signed_text(file: CaseFile) -> str | None:
    """The digest of the text that was signed for issue; None where nobody has signed, or nothing was enclosed."""
    counting = {done.index for done in file.state.done}
    return next((_told(act) for act in reversed(file.acts) if act.act == SIGN and act.index in counting), None)


def _told(act: ActOnRecord) -> str | None:
    told = None if act.struck else act.facts.get(TEXT)
    return str(told) if told else None
