"""Verification codes: Crockford's alphabet, so that every look-alike somebody may read has one meaning."""

import secrets
import unicodedata

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 12  # 60 bits: nobody finds one by trying
# What is read or typed instead of a sign of the alphabet, letters of other scripts included.
LOOK_ALIKES = str.maketrans("OILUОАВСЕНКМРТХΑΒΕΖΗΚΜΝΟΡΤΧ〇", "011V0ABCEHKMPTXABEZHKMN0PTX0")


def random_verify_code() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def normalise_verify_code(text: str) -> str:
    """What somebody typed or scanned, as codes are stored; the empty string where it can't be one."""
    signs = "".join(sign for sign in unicodedata.normalize("NFKC", text[:60]).upper() if sign.isalnum())
    code = signs.translate(LOOK_ALIKES)
    return code if len(code) == LENGTH and set(code) <= set(ALPHABET) else ""
