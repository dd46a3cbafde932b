"""`govledger document`: documents, outgoing and incoming. Verbs are imported when they are called."""

from __future__ import annotations

import click

from cli.case_noun import CaseNoun
from cli.words import N_


@click.group(
    cls=CaseNoun,
    kind="document",
    elsewhere={
        "cli.document_acts": {
            "draft": "起草",
            "register": "收文登记",
            "revise": "修改",
            "reply": "答复意见",
            "number": "编号",
            "set-publication": "公开选择",
            "issue": "印发",
            "publish": "公布",
        },
        "cli.document_route": {
            "consult": "征求意见",
            "coordinate": "协调",
            "legal-review": "合法性审核",
            "check-draft": "核稿",
            "review": "审核",
            "cosign": "会签",
            "agree": "同意",
            "sign": "签发",
            "permit-seal": "批准用印",
            "seal": "用印",
            "archive": "归档",
            "present": "呈送",
            "forward": "送审",
            "approve": "审批",
            "circle": "圈阅",
            "reply-to-sender": "办理答复",
            "file": "阅后存档",
        },
        "cli.document_slip": {"slip": "发文稿纸"},
    },
    help=N_(
        "Documents: drafted or registered, reviewed, co-signed, signed, numbered, sealed, issued, published, archived. "
        "What was signed is frozen by the digest of its text; another text goes back to the signature."
    ),
    examples=(
        "document draft --title 关于做好防汛工作的通知 --lead edu --text 通知.docx --as feng",
        "document sign DOC-2022-0001 --as zhao",
        "document slip DOC-2022-0001",
    ),
)
def document() -> None:
    pass
