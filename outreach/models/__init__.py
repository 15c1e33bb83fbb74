from .audiences import Audience
from .base import BasePage
from .files import SiteDocument, SiteImage, SiteRendition
from .pages import ArticlePage, GuidePage, QuestionIndexPage, QuestionPage, SectionPage, StandingPage

__all__ = [
    "ArticlePage",
    "Audience",
    "BasePage",
    "GuidePage",
    "QuestionIndexPage",
    "QuestionPage",
    "SectionPage",
    "SiteDocument",
    "SiteImage",
    "SiteRendition",
    "StandingPage",
]
