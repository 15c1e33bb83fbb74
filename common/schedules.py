"""Recurring tasks: each app registers its own in AppConfig.ready(), `manage.py sync_schedules` writes them for django-q2."""

_minutes: dict[str, int] = {}


def register(path: str, *, minutes: int = 1) -> None:
    _minutes[path] = minutes


def sync() -> int:
    """Make the stored schedules equal to the registered ones; returns how many there are."""
    from django_q.models import Schedule  # models aren't ready when AppConfigs import this module

    Schedule.objects.filter(name__startswith="sweep:").exclude(func__in=_minutes).delete()
    for path, minutes in _minutes.items():
        Schedule.objects.update_or_create(
            name=f"sweep:{path}"[:100],
            defaults={"func": path, "schedule_type": Schedule.MINUTES, "minutes": minutes, "repeats": -1},
        )
    return len(_minutes)
