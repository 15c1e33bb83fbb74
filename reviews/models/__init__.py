from .words import CheckConfirmation, WordRule

__all__ = ["CheckConfirmation", "WordRule"]
