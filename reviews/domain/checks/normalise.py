"""Texts as the checks compare them: what looks the same becomes the same."""

import re
import unicodedata

INVISIBLE = re.compile(r"[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]")
CJK = "\u3400-\u9fff\U00020000-\U0003ffff〇"
BETWEEN = re.compile(rf"(?<=[{CJK}])[\s·•*_.|/~+#-]+(?=[{CJK}])")
QUOTES = re.compile("[“”‘’\"'「」『』]")
# A mark ends a thought; the compatibility form of ！？； is ASCII.
SENTENCE_END = "。！？；!?;\n"
SENTENCE = re.compile(rf"[^{SENTENCE_END}]+[{SENTENCE_END}]?")
FULL_WIDTH = str.maketrans(",;:?!()", "，；：？！（）")
NOT_LETTERS = re.compile(r"[\W_]+")


def visible(text: str) -> str:
    """Without what a reader can't see."""
    return INVISIBLE.sub("", text)


def normalise(text: str) -> str:
    """Full-width digits and letters become plain ones (NFKC), invisible characters go."""
    return unicodedata.normalize("NFKC", visible(text))


def squeeze(text: str) -> str:
    """The normalised text without quotation marks and without what somebody has put between two characters: “老 赖” → 老赖."""
    return BETWEEN.sub("", QUOTES.sub("", text))


def as_printed(text: str) -> str:
    """The marks of a normalised text as Chinese prints them."""
    return text.translate(FULL_WIDTH)


def letters(text: str) -> str:
    """Letters and digits only."""
    return NOT_LETTERS.sub("", text)


def sentences(text: str) -> list[str]:
    return SENTENCE.findall(text)
