"""A question many may have becomes a question page: as a draft, without personal data, for the usual reviews."""

import re

from django.db import transaction
from django.utils.html import linebreaks
from django.utils.translation import gettext as _

from accounts.domain import audit
from accounts.models import User
from common.clock import now
from common.errors import DomainError
from common.public_ids import random_id
from outreach.enums import REPLIED_STATES, EntryKind
from outreach.models import PublicMessage, QuestionIndexPage, QuestionPage

TITLE_LENGTH = 60
ANSWER_LENGTH = 200
HIDDEN = "（略）"
# Mobile and landline numbers, identity numbers, bank cards: seven digits and more, however they are grouped.
LONG_NUMBER = re.compile(r"(?<!\d)(?:\+?\d[\s\-—()（）]?){6,}\d[Xx]?")
E_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)


class NoQuestionDraft(DomainError):
    code = "no_question_draft"


def strip_personal_data(text: str, *, name: str = "") -> str:
    """The text without numbers that could be a phone, an identity or a card, without e-mail and the asker's name."""
    text = E_MAIL.sub(HIDDEN, LONG_NUMBER.sub(HIDDEN, text))
    return text.replace(name, HIDDEN) if len(name) > 1 else text


@transaction.atomic
def draft_question(message: PublicMessage, *, actor: User) -> QuestionPage:
    """Make an unpublished question page from an answered message; a second time is the page already there.

    Publishing goes the usual way through the reviews. Refuses where nothing was answered yet, where the site has no page
    of questions, and for whoever may not add pages to it.
    """
    message = PublicMessage.objects.select_for_update().get(pk=message.pk)
    if message.question_page:
        return message.question_page
    if message.state not in REPLIED_STATES or not message.reply:
        raise NoQuestionDraft(_("Please answer the message first: the page is made from question and reply."))
    page = _index_for(actor).add_child(instance=_page_of(message))
    page.save_revision(user=actor)
    PublicMessage.objects.filter(pk=message.pk).update(question_page=page)
    message.entries.create(kind=EntryKind.QUESTION, text=page.title, author=actor, at=now())
    audit.record("outreach.message.question_drafted", actor=actor, target=message, page=page.pk)
    return page


def _index_for(actor: User) -> QuestionIndexPage:
    index = QuestionIndexPage.objects.live().first()
    if index is None:
        raise NoQuestionDraft(_("The site has no page of questions yet. Please make one below the home page first."))
    if not index.permissions_for_user(actor).can_add_subpage():
        raise NoQuestionDraft(_("Only editors may add pages. Please ask one to make this a question page."))
    return index


def _page_of(message: PublicMessage) -> QuestionPage:
    """To be reworded: the mark in the title says so, and no reviewer lets it pass."""
    title = " ".join(strip_personal_data(message.body, name=message.name).split())[:TITLE_LENGTH]
    reply = strip_personal_data(message.reply, name=message.name)
    more = [{"type": "paragraph", "value": linebreaks(reply, autoescape=True)}] if len(reply) > ANSWER_LENGTH else []
    return QuestionPage(
        title=_("[Please reword] %(question)s") % {"question": title},
        slug=f"q-{random_id(8)}",
        short_answer=reply[:ANSWER_LENGTH],
        body=more,
        live=False,
    )
