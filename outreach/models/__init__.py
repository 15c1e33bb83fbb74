from .audiences import Audience
from .base import BasePage
from .files import SiteDocument, SiteImage, SiteRendition
from .pages import (
    ArticlePage,
    ExemplarPage,
    GuidePage,
    PlacePage,
    PolicyPage,
    QuestionIndexPage,
    QuestionPage,
    ResourcePage,
    SectionPage,
    StandingPage,
)
from .republications import Republication

__all__ = [
    "ArticlePage",
    "Audience",
    "BasePage",
    "ExemplarPage",
    "GuidePage",
    "PlacePage",
    "PolicyPage",
    "QuestionIndexPage",
    "QuestionPage",
    "Republication",
    "ResourcePage",
    "SectionPage",
    "SiteDocument",
    "SiteImage",
    "SiteRendition",
    "StandingPage",
]
