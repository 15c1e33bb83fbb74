"""Copies elsewhere for the demo: made-up addresses that lead nowhere. Running it again adds nothing."""

from datetime import timedelta

from accounts.models import User
from common.clock import today
from outreach.domain.republications import record_republication
from outreach.enums import Platform
from outreach.models import ArticlePage, Republication

COPIES = [
    ("grain-shop-thirty-years", Platform.HOST, "", "https://www.example.gov.cn/xyb/art/20260001.html", ""),
    ("grain-shop-thirty-years", Platform.PRESS, "示例区融媒体中心", "", "二版，配图一张"),
]


def load(*, actor: User) -> None:
    for slug, platform, name, url, note in COPIES:
        page = ArticlePage.objects.live().filter(slug=slug).first()
        if page is None or Republication.objects.filter(page=page, platform=platform).exists():
            continue
        record_republication(
            page,
            actor=actor,
            platform=platform,
            platform_name=name,
            url=url,
            note=note,
            published_on=today() - timedelta(days=1),
        )
