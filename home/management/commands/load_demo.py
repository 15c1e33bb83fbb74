from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from accounts import demo as accounts_demo
from accounts.domain.roles import setup_roles
from common import schedules
from common.clock import today
from courses import demo as courses_demo
from exams import demo as exams_demo
from home.management.demo import reviews as reviews_demo
from home.management.demo import site as site_demo
from outreach import demo as outreach_demo
from outreach.tasks import watch
from pledges import demo as pledges_demo
from reviews.domain.gate import imported
from subjects import demo as subjects_demo


class Command(BaseCommand):
    help = "Fill an empty development database with a made-up district. Running it again adds nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEV_INBOX:
            raise CommandError("The demo belongs to development: its accounts have a known password.")
        setup_roles()
        schedules.sync()
        with transaction.atomic():
            area, admin = accounts_demo.load()
            accounts_demo.load_settings(area)
            firms = subjects_demo.load(area=area, admin_user=admin)
            subjects_demo.load_breaches(firms, actor=admin)
            exams_demo.load(area=area, admin_user=admin)
            pledges_demo.load(area=area, admin_user=admin)
            courses_demo.load(area=area, admin_user=admin, today=today())
            with imported("演示数据", actor=admin):
                site_demo.load(admin_user=admin)
            reviews_demo.load(admin_user=admin)
            outreach_demo.load(area=area, admin_user=admin)
            outreach_demo.load_copies(actor=admin)
            watch()
        self.stdout.write(
            f"demo accounts: {', '.join(['admin', *accounts_demo.STAFF])}; password {accounts_demo.PASSWORD}"
        )
