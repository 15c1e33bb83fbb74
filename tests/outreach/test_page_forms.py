import re

import pytest
from django.urls import reverse

from accounts.domain.roles import setup_roles
from accounts.enums import Role
from outreach.models import ArticlePage
from tests.courses.browserless import form_data
from tests.factories.accounts import UserFactory
from tests.factories.outreach import SectionFactory

pytestmark = pytest.mark.django_db


def test_a_chinese_title_gets_an_address_and_keeps_it(client):
    section = SectionFactory()
    setup_roles()
    client.force_login(UserFactory(roles=[Role.EDITOR]))
    add = reverse("wagtailadmin_pages:add", args=["outreach", "articlepage", section.pk])
    data = form_data(client.get(add)) | {"title": "诚信讲座走进海棠社区", "slug": "", "body-count": "0"}
    answer = client.post(add, data)
    assert answer.status_code == 302, answer.context["form"].errors
    article = ArticlePage.objects.get()
    assert re.fullmatch(r"\d{8}-[a-z0-9]{4}", article.slug)
    edit = reverse("wagtailadmin_pages:edit", args=[article.pk])
    for slug, kept in [("", article.slug), ("jiang-zuo", "jiang-zuo"), ("", "jiang-zuo")]:
        answer = client.post(edit, data | {"slug": slug})
        assert answer.status_code == 302
        article.refresh_from_db()
        assert article.get_latest_revision_as_object().slug == kept
