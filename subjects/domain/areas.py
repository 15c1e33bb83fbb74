from django.utils.translation import gettext as _
from wagtail.models import Site

from accounts.domain.areas import create_area
from accounts.models import Area, OfficeSettings


def home_area(uscc: str = "") -> Area:
    """Where a subject belongs when nobody said: the area its code names (digits 3–8), else the office's own, else the first.

    A system without any area gets one, so that a first import has a place to go.
    """
    named = Area.objects.filter(code=uscc[2:8]).first() if uscc else None
    office = OfficeSettings.objects.filter(
        site__in=Site.objects.filter(is_default_site=True), area__isnull=False
    ).first()
    own = named or (office.area if office else None) or Area.objects.order_by("path").first()
    return own or create_area(code="000000", name=_("This district"))
