from .guide import GuidePage
from .places import PlacePage
from .policies import PolicyPage
from .questions import QuestionIndexPage, QuestionPage
from .resources import ResourcePage
from .sections import SectionPage
from .standing import StandingPage
from .stories import ArticlePage, ExemplarPage

__all__ = [
    "ArticlePage",
    "ExemplarPage",
    "GuidePage",
    "PlacePage",
    "PolicyPage",
    "QuestionIndexPage",
    "QuestionPage",
    "ResourcePage",
    "SectionPage",
    "StandingPage",
]
