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
    "ResourcePage",
    "SectionPage",
    "SiteDocument",
    "SiteImage",
    "SiteRendition",
    "StandingPage",
]
