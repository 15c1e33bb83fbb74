from .chains import OutsideSigner, ReviewChain, ReviewStage, StandIn
from .mixins import ReviewedMixin
from .rounds import (
    MissedPublication,
    PaperScan,
    Publication,
    ReviewLink,
    ReviewRound,
    ReviewSheet,
    Signature,
)
from .words import CheckConfirmation, WordRule

__all__ = [
    "CheckConfirmation",
    "MissedPublication",
    "OutsideSigner",
    "PaperScan",
    "Publication",
    "ReviewChain",
    "ReviewLink",
    "ReviewRound",
    "ReviewSheet",
    "ReviewStage",
    "ReviewedMixin",
    "Signature",
    "StandIn",
    "WordRule",
]
