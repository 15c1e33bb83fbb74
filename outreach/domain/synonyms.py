"""Synonyms of the search: what the office says is the same to somebody who asks."""

from collections import defaultdict

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.domain import audit
from accounts.models import User
from common.errors import DomainError
from common.search.folding import fold
from outreach.models import SynonymGroup
from outreach.validators import split_words, validate_synonyms


class SynonymsRefused(DomainError):
    code = "synonyms_refused"


@transaction.atomic
def save_synonyms(group: SynonymGroup | None = None, *, words: str, note: str = "", actor: User) -> SynonymGroup:
    """Make a group or change it. Refuses fewer than two words, and single characters."""
    try:
        validate_synonyms(words)
    except ValidationError as error:
        raise SynonymsRefused(error.messages[0]) from error
    group = group or SynonymGroup()
    words = "\n".join(split_words(words))
    stored = SynonymGroup.objects.filter(pk=group.pk).first()
    if stored and (stored.words, stored.note) == (words, note):
        return group
    group.words, group.note = words, note
    group.save()
    audit.record("outreach.synonyms.saved", actor=actor, target=group, words=split_words(words))
    return group


@transaction.atomic
def delete_synonyms(group: SynonymGroup, *, actor: User) -> None:
    """Forget the group; deleting it twice is deleting it once."""
    removed, _per_model = SynonymGroup.objects.filter(pk=group.pk).delete()
    if removed:
        audit.record("outreach.synonyms.deleted", actor=actor, target=group, words=split_words(group.words))


def load_synonyms() -> dict[str, frozenset[str]]:
    """Folded word → the folded words that mean the same. One query; the search asks for it through the settings."""
    same: defaultdict[str, set[str]] = defaultdict(set)
    for text in SynonymGroup.objects.values_list("words", flat=True):
        words = {fold(word).strip() for word in split_words(text)}
        for word in words:
            same[word] |= words - {word}
    return {word: frozenset(others) for word, others in same.items()}
