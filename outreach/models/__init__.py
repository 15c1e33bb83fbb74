from .audiences import Audience
from .base import BasePage
from .files import SiteDocument, SiteImage, SiteRendition
from .pages import ArticlePage, GuidePage, QuestionIndexPage, QuestionPage, SectionPage, StandingPage
from .search import SearchTally, SynonymGroup

__all__ = [
    "ArticlePage",
    "Audience",
    "BasePage",
    "GuidePage",
    "QuestionIndexPage",
    "QuestionPage",
    "SearchTally",
    "SectionPage",
    "SiteDocument",
    "SiteImage",
    "SiteRendition",
    "StandingPage",
    "SynonymGroup",
]
