from django.apps import AppConfig
from django.db.models.signals import post_migrate, post_save, pre_save
from django.utils.translation import gettext_lazy as _


class OutreachConfig(AppConfig):
    name = "outreach"
    verbose_name = _("Outreach")

    def ready(self) -> None:
        from wagtail.signals import page_published, page_unpublished

        from common import dashboard, schedules
        from common.domain import facts
        from outreach import signals, watched
        from outreach.domain.audiences import is_for_campus
        from outreach.interfaces.dashboard import SECTIONS
        from outreach.interfaces.page_forms import SitePageForm
        from outreach.models import BasePage
        from reviews.domain.checks import sources
        from subjects.domain.breaches import FACT

        BasePage.base_form_class = SitePageForm  # models stand below forms
        schedules.register("outreach.tasks.forget_searches", minutes=24 * 60)
        post_migrate.connect(signals.make_audiences, sender=self)
        pre_save.connect(signals.keep_publication_date, dispatch_uid="outreach.publication_date")
        page_published.connect(signals.refresh_published, dispatch_uid="outreach.search_text")
        page_published.connect(signals.look_after_published, dispatch_uid="outreach.published")
        page_unpublished.connect(signals.look_after_unpublished, dispatch_uid="outreach.unpublished")
        post_save.connect(signals.give_short_link, dispatch_uid="outreach.short_link")
        watched.connect()
        facts.register(FACT, signals.breach_changed)
        schedules.register("outreach.tasks.watch", minutes=10)
        schedules.register("outreach.tasks.check_links", minutes=10)
        schedules.register("outreach.tasks.daily", minutes=10)
        for section in SECTIONS:
            dashboard.register(section)
        sources.register_minors(is_for_campus)
        schedules.register("outreach.tasks.sweep_public_messages", minutes=60)
        schedules.register("outreach.tasks.sweep_current_task", minutes=180)
