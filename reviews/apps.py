from django.apps import AppConfig
from django.db.models.signals import post_delete, post_migrate, post_save, pre_save
from django.utils.translation import gettext_lazy as _


class ReviewsConfig(AppConfig):
    name = "reviews"
    verbose_name = _("Reviews")

    def ready(self) -> None:
        from wagtail.signals import workflow_cancelled, workflow_submitted

        from accounts.domain.site_state import hold_scheduled
        from common import dashboard, schedules
        from reviews import signals
        from reviews.domain import checks, gate
        from reviews.interfaces.dashboard import SECTIONS

        for section in SECTIONS:
            dashboard.register(section)
        gate.register_check(checks.objections)
        gate.register_hold(hold_scheduled)
        post_migrate.connect(signals.make_words, sender=self)
        pre_save.connect(signals.guard_save, dispatch_uid="reviews.guard")
        post_save.connect(signals.follow_save, dispatch_uid="reviews.follow")
        post_delete.connect(signals.follow_delete, dispatch_uid="reviews.delete")
        workflow_submitted.connect(signals.follow_workflow_submitted, dispatch_uid="reviews.submitted")
        workflow_cancelled.connect(signals.follow_workflow_cancelled, dispatch_uid="reviews.cancelled")
        schedules.register("reviews.tasks.run_schedule", minutes=1)
