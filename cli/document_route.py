"""The steps of a document's way that say nothing of their own: reviews, signatures, the seal, what becomes of it."""

from __future__ import annotations

from cli.case_acts import answering, plain
from cli.words import N_

KIND, DOC = "document", "DOC-2022-0001"

VERBS = (
    plain(KIND, "consult", "consult", N_("Ask the units concerned for their opinions."),
          zh="征求意见", examples=(f"document consult {DOC} --as feng",)),
    plain(KIND, "coordinate", "coordinate", N_("Coordinate with units that differ."),
          zh="协调", examples=(f"document coordinate {DOC} --as feng",)),
    answering(KIND, "legal-review", "legal_review", N_("Review a text for its legality."),
              zh="合法性审核", examples=(f"document legal-review {DOC} --as shi",), yes="lawful", no="unlawful"),
    answering(KIND, "check-draft", "check_draft", N_("Check a draft (核稿) for the office."),
              zh="核稿", examples=(f"document check-draft {DOC} --as tan",)),
    answering(KIND, "review", "review", N_("Review a document whose matter lies in your charge."),
              zh="审核", examples=(f"document review {DOC} --as zhao",)),
    answering(KIND, "cosign", "cosign", N_("Co-sign (会签) for a department that issues it too."),
              zh="会签", examples=(f"document cosign {DOC} --as jiang",)),
    answering(KIND, "agree", "agree", N_("Agree that the office issues it for a department."),
              zh="同意", examples=(f"document agree {DOC} --as zhao",)),
    answering(KIND, "sign", "sign", N_("Sign for issue (签发): the text as it stands is frozen by its digest."),
              zh="签发", examples=(f"document sign {DOC} --as wang",
                                  f"document sign {DOC} --disagree --reason 缓发 --as wang")),
    plain(KIND, "permit-seal", "permit_seal", N_("Permit the use of the seal."),
          zh="批准用印", examples=(f"document permit-seal {DOC} --as wang",)),
    plain(KIND, "seal", "seal", N_("Use the seal."), zh="用印", examples=(f"document seal {DOC} --as yin",)),
    plain(KIND, "archive", "archive", N_("Put a closed document into the archive."),
          zh="归档", examples=(f"document archive {DOC} --as wu",)),
    plain(KIND, "present", "present", N_("Present an incoming paper to the leader it goes to."),
          zh="呈送", examples=(f"document present {DOC} --as wu",)),
    answering(KIND, "approve", "approve", N_("Approve what an incoming paper asks for, or refuse to."),
              zh="审批", examples=(f"document approve {DOC} --fact opinion=同意 --as zhao",)),
    plain(KIND, "forward", "forward", N_("Send a paper on to the leader above."),
          zh="送审", examples=(f"document forward {DOC} --as zhao",)),
    plain(KIND, "circle", "circle", N_("Circle your name (圈阅): what that counts as, the rulebook says."),
          zh="圈阅", examples=(f"document circle {DOC} --fact words_of_doubt=no --as zhao",)),
    plain(KIND, "reply-to-sender", "reply_to_sender", N_("Answer the unit that sent the paper, and close it."),
          zh="办理答复", examples=(f"document reply-to-sender {DOC} --as wu",)),
    plain(KIND, "file", "file", N_("File a paper that was read, and close it."),
          zh="阅后存档", examples=(f"document file {DOC} --as wu",)),
)  # fmt: skip
