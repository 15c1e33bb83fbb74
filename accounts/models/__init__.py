from .areas import Area, AreaScopedQuerySet
from .audit import AuditBatch, AuditEntry
from .consent import ConsentRecord, ConsentText
from .holidays import HolidayOverride
from .people import Person, PhoneCode, PhoneMixin, User
from .settings import OfficeSettings
from .site_state import SiteState

__all__ = [
    "Area",
    "AreaScopedQuerySet",
    "AuditBatch",
    "AuditEntry",
    "ConsentRecord",
    "ConsentText",
    "HolidayOverride",
    "OfficeSettings",
    "Person",
    "PhoneCode",
    "PhoneMixin",
    "SiteState",
    "User",
]
