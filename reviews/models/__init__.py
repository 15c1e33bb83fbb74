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

__all__ = [
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
]
