from wagtail.models import Page

from outreach.domain.digest import send_daily_notices
from outreach.domain.exemplar_alarms import tell_watchers, watch_exemplars
from outreach.domain.freshness import refresh_rules
from outreach.domain.links import check_page, continue_check
from outreach.domain.message_counts import purge_messages, write_summaries
from outreach.domain.message_deadlines import refresh_estimates
from outreach.domain.republications import sweep_current
from outreach.domain.search_log import forget_old_searches


def sweep_public_messages() -> int:
    """Hourly: count estimated deadlines again, write the day's line, erase what was kept long enough."""
    refresh_estimates()
    write_summaries()
    return purge_messages()


def watch() -> int:
    """Exemplars against breach records, then the messages about what was found; and when each column last got something."""
    raised = len(watch_exemplars())
    tell_watchers()
    refresh_rules()
    return raised


def check_links() -> int:
    return continue_check()


def check_page_links(page_id: int) -> int:
    page = Page.objects.filter(pk=page_id).specific().first()
    return check_page(page) if page else 0


def daily() -> int:
    return send_daily_notices()


def sweep_current_task() -> int:
    return sweep_current()


def forget_searches() -> int:
    return forget_old_searches()
