"""The acts of each kind of case that have a verb of their own on the command line; it costs nothing to import."""

from collections.abc import Mapping

VERBS: Mapping[str, Mapping[str, str]] = {
    "fund": {
        "finance_review": "review",
        "review": "review",
        "sign": "approve",
        "pay": "pay",
        "report_use": "report-use",
    },
    "meeting": {
        "notify": "notify",
        "record_attendance": "record-attendance",
        "excuse": "excuse",
        "postpone": "postpone",
        "convene": "convene",
        "chair": "chair",
        "close_attendance": "close-attendance",
        "close": "close",
    },
    "agenda": {
        "reply": "reply",
        "coordinate": "coordinate",
        "collect": "collect",
        "admit": "admit",
        "submit_papers": "submit-papers",
        "set_reporting_time": "set-reporting-time",
        "attend": "attend",
        "hear": "hear",
        "report_item": "report",
        "opine": "opine",
        "dissent": "dissent",
        "decide": "decide",
        "move": "move",
    },
    "document": {
        "revise": "revise",
        "consult": "consult",
        "coordinate": "coordinate",
        "reply": "reply",
        "legal_review": "legal-review",
        "check_draft": "check-draft",
        "review": "review",
        "cosign": "cosign",
        "agree": "agree",
        "sign": "sign",
        "number": "number",
        "permit_seal": "permit-seal",
        "seal": "seal",
        "set_publication": "set-publication",
        "issue": "issue",
        "publish": "publish",
        "archive": "archive",
        "present": "present",
        "forward": "forward",
        "approve": "approve",
        "circle": "circle",
        "reply_to_sender": "reply-to-sender",
        "file": "file",
    },
    "leave": {
        "report": "report",
        "approve": "approve",
        "name_acting": "name-acting",
        "inform": "inform",
        "report_dates": "report-dates",
        "file_in_writing": "file-in-writing",
        "depart": "depart",
        "extend": "extend",
        "record_days": "record-days",
        "come_back": "come-back",
        "report_return": "report-return",
    },
    "item": {
        "assign": "assign",
        "receive_notice": "receive-notice",
        "feed_back": "feed-back",
        "report_progress": "report-progress",
        "extend": "extend",
        "urge": "urge",
        "complete": "complete",
        "accept": "accept",
        "circulate_criticism": "criticise",
        "admonish": "admonish",
        "recommend_reshuffle": "propose-reshuffle",
        "joint_supervision": "supervise-jointly",
        "acknowledge_warning": "acknowledge",
        "state_position": "state-position",
        "rescind_warning": "rescind",
    },
}
"""Every other act is noted."""

SAID: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("meeting", "record_attendance"): ("--present", "NAMES"),
    ("meeting", "excuse"): ("PERSON...",),
    ("meeting", "postpone"): ("--meets-on", "DATE"),
    ("agenda", "reply"): ("--outcome", "ANSWER"),
    ("agenda", "set_reporting_time"): ("--minutes", "N"),
    ("agenda", "opine"): ("--words", "TEXT"),
    ("agenda", "dissent"): ("--words", "TEXT"),
    ("agenda", "decide"): ("--outcome", "ANSWER"),
    ("agenda", "move"): ("--to", "MEETING"),
    ("document", "revise"): ("--text", "FILE"),
    ("document", "set_publication"): ("PUBLICATION",),
    ("leave", "extend"): ("--until", "DATE"),
    ("item", "extend"): ("--due", "DATE"),
}
"""What some of these verbs cannot do without, besides the case: the command that is proposed leaves a place for it."""

ON_PAPER = ("--reference", "NUMBER", "--outcome", "ANSWER", "--enclosure", "FILE")
"""What a decision that is recorded on its paper cannot do without, besides the body and the case."""


def command_for(noun: str, act: str, case: str) -> tuple[str, ...]:
    """The command that does an act in a case, without who does it."""
    verb = VERBS.get(noun, {}).get(act)
    return (noun, verb, case, *SAID.get((noun, act), ())) if verb else (noun, "note", case, act)
