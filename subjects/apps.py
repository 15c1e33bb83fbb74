from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SubjectsConfig(AppConfig):
    name = "subjects"
    verbose_name = _("Subjects")

    def ready(self) -> None:
        from common import schedules

        schedules.register("subjects.tasks.sweep_deliveries", minutes=1)
