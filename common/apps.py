from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CommonConfig(AppConfig):
    name = "common"
    verbose_name = _("Common parts")

    def ready(self) -> None:
        from common import schedules

        schedules.register("common.tasks.drain_facts_task", minutes=1)
