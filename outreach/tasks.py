from outreach.domain.message_counts import purge_messages, write_summaries
from outreach.domain.message_deadlines import refresh_estimates


def sweep_public_messages() -> int:
    """Hourly: count estimated deadlines again, write the day's line, erase what was kept long enough."""
    refresh_estimates()
    write_summaries()
    return purge_messages()
