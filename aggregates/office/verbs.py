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
    "document": {},
    "leave": {},
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
