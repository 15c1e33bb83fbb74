from .audiences import Audience
from .base import BasePage
from .daily import DailyNotice
from .exemplar_alarms import ExemplarAlarm
from .files import SiteDocument, SiteImage, SiteRendition
from .freshness import FreshnessRule
from .inbox_settings import InboxSettings
from .links import DeadLink, LinkCheck
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
from .republications import Republication
from .search import SearchTally, SynonymGroup
from .short_links import ShortLink

__all__ = [
    "ArticlePage",
    "Audience",
    "BasePage",
    "DailyNotice",
    "DeadLink",
    "ExemplarAlarm",
    "ExemplarPage",
    "FreshnessRule",
    "GuidePage",
    "InboxSettings",
    "LinkCheck",
    "MessageEntry",
    "MessageSummary",
    "PlacePage",
    "PolicyPage",
    "PublicMessage",
    "QuestionIndexPage",
    "QuestionPage",
    "Republication",
    "ResourcePage",
    "SearchTally",
    "SectionPage",
    "ShortLink",
    "SiteDocument",
    "SiteImage",
    "SiteRendition",
    "StandingPage",
    "SynonymGroup",
]
