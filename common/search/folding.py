"""The form in which texts and questions are compared, and the pieces by which the index knows them."""

import unicodedata
from collections.abc import Iterable
from itertools import pairwise

# Both fold to a blank, so no text contains them.
TITLE_MARK = "¶"
FACET_MARK = "§"
RARE_IDEOGRAPHS = range(0x20000, 0x40000)  # newer than Python's tables perhaps, and in people's names


class _Folding(dict[int, int]):
    def __missing__(self, code: int) -> int:
        self[code] = ord(_fold_character(chr(code)))
        return self[code]


def _fold_character(character: str) -> str:
    narrow = _if_single(unicodedata.normalize("NFKC", character), character)
    lower = _if_single(narrow.lower(), narrow)
    return lower if _is_word_character(lower) else " "


def _if_single(changed: str, character: str) -> str:
    return changed if len(changed) == 1 else character


def _is_word_character(character: str) -> bool:
    if character.isascii():
        return character.isalnum()
    category = unicodedata.category(character)
    return category[0] in "LMNS" or category == "Co" or (category == "Cn" and ord(character) in RARE_IDEOGRAPHS)


_FOLDING = _Folding()


def fold(text: str) -> str:
    """Full width becomes half width, capitals small, punctuation and control characters blanks.

    Character by character: what is found at a place in the folded text stands at the same place in the original.
    """
    return text.translate(_FOLDING)


def grams(folded: str) -> set[str]:
    """Every character and every pair of neighbours: whatever somebody asks for is made of these."""
    found: set[str] = set()
    for run in folded.split():
        found.update(run)
        found.update(map("".join, pairwise(run)))
    return found


def probe(phrase: str) -> list[str]:
    """The fewest grams that a text must have to contain the folded phrase."""
    pieces: set[str] = set()
    for run in phrase.split():
        pieces.update([run] if len(run) == 1 else map("".join, pairwise(run)))
    return sorted(pieces)


def is_proved_by_probe(phrase: str) -> bool:
    """One or two characters are a gram themselves, a facet is a token; anything longer has to be looked for in the text."""
    return phrase.startswith(FACET_MARK) or (len(phrase) <= 2 and " " not in phrase)


def facet(name: str, value: object) -> str:
    """A token by which entries can be filtered, like one for each audience of a page."""
    return f"{FACET_MARK}{name}{value}"


def tokens_of(*, title: str, body: str, facets: Iterable[str] = ()) -> list[str]:
    """All tokens of an entry, from folded texts: the grams of both, those of the title once more with a mark, the facets."""
    titled = grams(title)
    return sorted(titled | grams(body) | {TITLE_MARK + gram for gram in titled} | set(facets))
