from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IssuanceConfig(AppConfig):
    name = "issuance"
    verbose_name = _("Issued documents")

    def ready(self) -> None:
        from common import schedules

        schedules.register("issuance.tasks.sweep_sealing_task", minutes=1)
