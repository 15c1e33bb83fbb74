"""The sentences people read about a paper or a file: what it is, and what to do next."""

from typing import NamedTuple

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from issuance.domain.verification import Verdict
from issuance.enums import DocumentState, VerdictKind
from issuance.models import IssuedDocument


class Words(NamedTuple):
    title: str
    text: str
    tone: str


TONES = {
    VerdictKind.AUTHENTIC: "ok",
    VerdictKind.REVOKED: "wait",
    VerdictKind.REPLACED: "wait",
    VerdictKind.ALTERED: "stop",
    VerdictKind.UNREGISTERED: "wait",
    VerdictKind.OTHER_SIGNER: "wait",
}
SENTENCES: dict[str, str | Promise] = {
    VerdictKind.AUTHENTIC: gettext_lazy("The file is exactly the one this office issued, and it is in force."),
    VerdictKind.ALTERED: gettext_lazy(
        "The file was made from a paper of this office but is not the file we issued: something in it was changed, "
        "added or removed. Don't rely on it. Ask for the original file, or check the code on the paper."
    ),
    VerdictKind.UNREGISTERED: gettext_lazy(
        "The file carries our tamper-proofing seal, but our register doesn't know it. Please telephone the office before relying on it."
    ),
    VerdictKind.OTHER_SIGNER: gettext_lazy(
        "The file carries somebody else's signature. It may be good, but it was not issued by this office, and we can't judge it."
    ),
    VerdictKind.UNKNOWN: gettext_lazy(
        "This PDF was not issued by this office, or it was printed and saved again. Check the code on the paper instead."
    ),
    VerdictKind.UNREADABLE: gettext_lazy(
        "The file is damaged or can't be read, so it can't be verified. Download it again, or check the code on the paper."
    ),
    VerdictKind.ENCRYPTED: gettext_lazy(
        "The file is protected by a password or encrypted. Papers of this office never are. Ask for the file as we issued it."
    ),
    VerdictKind.EMPTY: gettext_lazy(
        "There is nothing in the file. The download or the transfer may have failed: please fetch it again."
    ),
    VerdictKind.TOO_LARGE: gettext_lazy(
        "Papers of this office are smaller than 1 MB; files over 5 MB are not read. Please choose the right file."
    ),
    VerdictKind.NOT_PDF: gettext_lazy(
        "Only the PDF file can be checked, not a photo, scan or other document. With a paper in your hand, enter its code."
    ),
}


def verdict_words(verdict: Verdict) -> Words:
    """One honest sentence for each outcome of an upload."""
    title = str(VerdictKind(verdict.kind).label)
    tone = TONES.get(verdict.kind, "wait")
    if verdict.document and verdict.kind in (VerdictKind.REVOKED, VerdictKind.REPLACED):
        return Words(title, _ended_sentence(verdict.document), tone)
    return Words(title, str(SENTENCES[verdict.kind]), tone)


def state_words(document: IssuedDocument) -> Words:
    """The state of a paper, for whoever scanned its code."""
    title = str(DocumentState(document.state).label)
    if document.state == DocumentState.VALID:
        return Words(
            title,
            _("This paper was issued by this office and is in force. Compare what is printed with what stands here."),
            "ok",
        )
    if document.state == DocumentState.SEALING:
        return Words(
            title, _("The paper is being prepared. Its file is ready in a few minutes; please look again then."), "info"
        )
    return Words(title, _ended_sentence(document), "wait")


def _ended_sentence(document: IssuedDocument) -> str:
    on = timezone.localtime(document.ended_at).strftime("%Y-%m-%d") if document.ended_at else ""
    words = {"date": on, "reason": document.ended_reason}
    if document.state == DocumentState.REPLACED and document.replaced_by:
        words["number"] = document.replaced_by.number
        return _("It was replaced on %(date)s by the paper %(number)s and no longer counts. Reason: %(reason)s") % words
    return _("It was revoked on %(date)s and no longer counts. Reason: %(reason)s") % words
