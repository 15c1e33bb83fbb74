"""What visitors search for, counted without saying who: so that the office sees what they don't find."""

import re
from datetime import timedelta

from django.db.models import F, QuerySet

from common.clock import today
from common.search.folding import fold
from outreach.models import SearchTally

KEPT = timedelta(days=90)
MOST_PHRASES_A_DAY = 2000
LONGEST_PHRASE = SearchTally._meta.get_field("phrase").max_length or 0
# Telephone, identity and card numbers, credit codes, e-mail addresses.
PERSONAL = re.compile(r"\d{6,}|(?=[a-z]*\d)[a-z\d]{8,}|@")


def tally_search(text: str, *, found: int) -> None:
    """Count one search. Leaves out what looks personal, what is too long to be a question, and a flood of phrases."""
    phrase = phrase_to_keep(text)
    if not phrase:
        return
    day = today()
    tallies = SearchTally.objects.filter(day=day)
    if _count_again(tallies, phrase, found) or tallies.count() >= MOST_PHRASES_A_DAY:
        return
    SearchTally.objects.bulk_create([SearchTally(day=day, phrase=phrase)], ignore_conflicts=True)
    _count_again(tallies, phrase, found)


def _count_again(tallies: QuerySet[SearchTally], phrase: str, found: int) -> int:
    return tallies.filter(phrase=phrase).update(times=F("times") + 1, found=found)


def phrase_to_keep(text: str) -> str:
    """The phrase as it is counted, or nothing if it may not be kept."""
    phrase = " ".join(fold(text).split())
    joined = text.replace(" ", "").replace("-", "").lower()
    if len(phrase) > LONGEST_PHRASE or PERSONAL.search(phrase) or PERSONAL.search(fold(joined)) or "@" in joined:
        return ""
    return phrase


def forget_old_searches() -> int:
    """Delete the counts of days past the retention; returns how many rows went."""
    removed, _per_model = SearchTally.objects.filter(day__lt=today() - KEPT).delete()
    return removed
