from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class OutreachConfig(AppConfig):
    name = "outreach"
    verbose_name = _("Outreach")

    def ready(self) -> None:
        from wagtail.signals import page_published

        from common import schedules
        from outreach import signals

        schedules.register("outreach.tasks.forget_searches", minutes=24 * 60)
        post_migrate.connect(signals.make_audiences, sender=self)
        page_published.connect(signals.refresh_published, dispatch_uid="outreach.search_text")
