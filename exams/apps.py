from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ExamsConfig(AppConfig):
    name = "exams"
    verbose_name = _("Exams")

    def ready(self) -> None:
        from common import schedules
        from common.domain import facts
        from exams import tasks

        schedules.register("exams.tasks.sweep_attempts", minutes=1)
        facts.register("question.key_corrected", tasks.on_key_corrected)
