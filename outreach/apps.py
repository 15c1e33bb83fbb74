from django.apps import AppConfig
from django.db.models.signals import post_migrate, post_save
from django.utils.translation import gettext_lazy as _


class OutreachConfig(AppConfig):
    name = "outreach"
    verbose_name = _("Outreach")

    def ready(self) -> None:
        from wagtail.signals import page_published

        from outreach import signals, watched
        from outreach.interfaces.forms import SitePageForm
        from outreach.models import BasePage

        post_migrate.connect(signals.make_audiences, sender=self)
        page_published.connect(signals.refresh_published, dispatch_uid="outreach.search_text")
        post_save.connect(signals.give_short_link, dispatch_uid="outreach.short_link")
        watched.connect()
        BasePage.base_form_class = SitePageForm  # the layers forbid the model to name it
