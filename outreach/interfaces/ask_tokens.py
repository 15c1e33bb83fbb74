"""The signed token of an opened form: the key that makes one message of two clicks, when it was opened, and the small sum."""

import secrets
from dataclasses import dataclass

from django.core import signing

from common.clock import now
from common.public_ids import random_id

SALT = "outreach.ask"
LIFETIME = 3 * 24 * 3600
FIGURES = "零一二三四五六七八九十"


@dataclass(frozen=True)
class AskToken:
    key: str
    opened: int
    first: int
    second: int

    @property
    def age(self) -> float:
        """Seconds since the form was opened."""
        return now().timestamp() - self.opened

    @property
    def sum_words(self) -> str:
        """三加四: read aloud by every screen reader."""
        return f"{FIGURES[self.first]}加{FIGURES[self.second]}"

    def is_sum(self, answer: str) -> bool:
        """7, ７ or 七."""
        answer = answer.strip()
        total = self.first + self.second
        return answer == FIGURES[total] or (answer.isdecimal() and int(answer) == total)

    def sign(self) -> str:
        return signing.dumps([self.key, self.opened, self.first, self.second], salt=SALT)


def new_token() -> AskToken:
    first, second = (secrets.randbelow(5) + 1 for _number in range(2))
    return AskToken(random_id(32), int(now().timestamp()), first, second)


def read_token(text: str) -> AskToken | None:
    """The token of a form that this site handed out within three days, else None."""
    try:
        token = AskToken(*signing.loads(text, salt=SALT))
    except signing.BadSignature:
        return None
    return token if token.age <= LIFETIME else None
