from .audiences import Audience
from .base import BasePage
from .files import SiteDocument, SiteImage, SiteRendition
from .inbox_settings import InboxSettings
from .messages import MessageEntry, MessageSummary, PublicMessage
from .pages import ArticlePage, GuidePage, QuestionIndexPage, QuestionPage, SectionPage, StandingPage

__all__ = [
    "ArticlePage",
    "Audience",
    "BasePage",
    "GuidePage",
    "InboxSettings",
    "MessageEntry",
    "MessageSummary",
    "PublicMessage",
    "QuestionIndexPage",
    "QuestionPage",
    "SectionPage",
    "SiteDocument",
    "SiteImage",
    "SiteRendition",
    "StandingPage",
]
