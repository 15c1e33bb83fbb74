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
        from outreach.domain.audiences import is_for_campus
        from outreach.interfaces.page_forms import SitePageForm
        from outreach.models import BasePage
        from reviews.domain.checks import sources

        BasePage.base_form_class = SitePageForm  # models stand below forms
        post_migrate.connect(signals.make_audiences, sender=self)
        page_published.connect(signals.refresh_published, dispatch_uid="outreach.search_text")
        sources.register_minors(is_for_campus)
        schedules.register("outreach.tasks.sweep_public_messages", minutes=60)
