from outreach.domain.republications import sweep_current


def sweep_current_task() -> int:
    return sweep_current()
