from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoursesConfig(AppConfig):
    name = "courses"
    verbose_name = _("Training")

    def ready(self) -> None:
        from common import schedules
        from common.domain import facts
        from common.search import sources
        from courses import seams, tasks
        from courses.models import TrainingSession

        seams.connect()
        sources.register("session", TrainingSession._meta.verbose_name, TrainingSession.objects.public)
        facts.register("check_in.accepted", tasks.on_check_in_accepted)
        facts.register("attempt.graded", tasks.on_attempt_graded)
        facts.register("pledge.signed", tasks.on_pledge_signed)
        facts.register("document.replaced", tasks.on_document_replaced)
        schedules.register("courses.tasks.sweep_completions_task", minutes=5)
