from .activities import Activity
from .campaigns import Campaign

__all__ = ["Activity", "Campaign"]
