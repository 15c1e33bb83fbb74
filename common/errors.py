"""Errors whose message is meant for the person at the screen."""

from django.utils.functional import Promise


class DomainError(Exception):
    """A refusal with a translated message that says what happened and what to do next."""

    code = "refused"

    def __init__(self, message: "str | Promise", *, code: str = "") -> None:
        super().__init__(message)
        self.message = message
        if code:
            self.code = code

    def __str__(self) -> str:
        return str(self.message)


class FeatureBlocked(DomainError):
    """The installation lacks a key or a setting this feature needs; /healthz names it."""

    code = "feature_blocked"
