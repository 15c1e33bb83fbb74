from .audiences import Audience
from .base import BasePage
from .files import SiteDocument, SiteImage, SiteRendition
from .inbox_settings import InboxSettings
from .messages import MessageEntry, MessageSummary, PublicMessage
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
    "InboxSettings",
    "MessageEntry",
    "MessageSummary",
    "PlacePage",
    "PolicyPage",
    "PublicMessage",
    "QuestionIndexPage",
    "QuestionPage",
    "ResourcePage",
    "SectionPage",
    "SiteDocument",
    "SiteImage",
    "SiteRendition",
    "StandingPage",
]
