from .attempts import Attempt, Grade, LateBatch, Response, TimeGrant
from .papers import Paper, PaperRule
from .questions import Question, QuestionBank, QuestionVersion
from .sittings import Candidate, Sitting

__all__ = [
    "Attempt",
    "Candidate",
    "Grade",
    "LateBatch",
    "Paper",
    "PaperRule",
    "Question",
    "QuestionBank",
    "QuestionVersion",
    "Response",
    "Sitting",
    "TimeGrant",
]
