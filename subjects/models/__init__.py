from .breaches import BreachRecord
from .deliveries import Delivery, DeliveryAttempt, Destination
from .imports import RejectedRow, SubjectImport
from .records import ChainHead, CompletionRecord, CompletionRecordPerson
from .representatives import Representative
from .subjects import Subject

__all__ = [
    "BreachRecord",
    "ChainHead",
    "CompletionRecord",
    "CompletionRecordPerson",
    "Delivery",
    "DeliveryAttempt",
    "Destination",
    "RejectedRow",
    "Representative",
    "Subject",
    "SubjectImport",
]
