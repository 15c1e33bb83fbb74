from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoursesConfig(AppConfig):
    name = "courses"
    verbose_name = _("Training")

    def ready(self) -> None:
        from common import public_content, schedules
        from common.domain import facts
        from common.search import sources
        from courses import models, seams, tasks

        seams.connect()
        session = models.TrainingSession
        sources.register("session", session._meta.verbose_name, session.objects.public)
        public_content.register_models(
            models.TrainingSession,
            models.Meeting,
            models.Course,
            models.CourseUnit,
            models.CourseMaterial,
            models.Enrolment,  # the seats that are left
        )
        public_content.register_actions("courses.session.", "courses.enrolment.", "courses.course.")
        facts.register("check_in.accepted", tasks.on_check_in_accepted)
        facts.register("attempt.graded", tasks.on_attempt_graded)
        facts.register("pledge.signed", tasks.on_pledge_signed)
        facts.register("document.replaced", tasks.on_document_replaced)
        schedules.register("courses.tasks.sweep_completions_task", minutes=5)
