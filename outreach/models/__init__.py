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
from .short_links import ShortLink

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
    "ShortLink",
    "SiteDocument",
    "SiteImage",
    "SiteRendition",
    "StandingPage",
]
