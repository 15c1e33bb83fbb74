"""Cutting a question into words. Only questions are cut: the index holds grams and doesn't depend on a dictionary."""

import re
from collections.abc import Iterable

import rjieba

# Shorter questions are taken as they stand.
SHORTEST_TO_CUT = 4
# What a question has around its subject.
QUESTION_WORDS = frozenset(
    [
        "怎么",
        "怎样",
        "怎么样",
        "怎么办",
        "如何",
        "什么",
        "哪里",
        "哪些",
        "哪儿",
        "可以",
        "能否",
        "是否",
        "能不能",
        "可不可以",
        "请问",
        "关于",
        "一个",
        "我们",
        "需要",
        "为什么",
        "多少",
        "多久",
        "多长",
        "想要",
        "应该",
        "有没有",
        "是不是",
        "以及",
    ]
)


def words_of(term: str, known: Iterable[str] = ()) -> list[str]:
    """The words of a folded term that carry its meaning; the term itself when it is short or has none.

    `known` words (synonyms) stay in one piece. Single characters are left out: they say nothing about a text.
    """
    if len(term) < SHORTEST_TO_CUT:
        return [term]
    whole = [word for word in sorted(known, key=len, reverse=True) if word in term]
    pieces: list[str] = []
    for piece in re.split("(" + "|".join(map(re.escape, whole)) + ")", term) if whole else [term]:
        pieces += [piece] if piece in whole else rjieba.cut(piece)
    kept = [piece for piece in (piece.strip() for piece in pieces) if _says_something(piece)]
    return list(dict.fromkeys(kept)) or [term]


def _says_something(piece: str) -> bool:
    return (len(piece) > 1 or piece.isdigit()) and piece not in QUESTION_WORDS
