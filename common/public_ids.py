"""Random identifiers for addresses and codes: nothing to count, nothing to guess."""

import secrets

ID_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"  # no 0/o, 1/i/l: ids are read aloud on the telephone
CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def random_id(length: int = 16) -> str:
    """An identifier for a URL: 16 characters carry 79 bits."""
    return "".join(secrets.choice(ID_ALPHABET) for _ in range(length))


def random_code(length: int = 8) -> str:
    """A code people type: upper case, without look-alikes."""
    return "".join(secrets.choice(CODE_ALPHABET) for _ in range(length))


def normalise_code(text: str) -> str:
    """What somebody typed, brought to the form in which codes are stored."""
    text = "".join(ch for ch in text.upper() if ch.isalnum())
    return text.translate(str.maketrans("０１２３４５６７８９", "0123456789"))
