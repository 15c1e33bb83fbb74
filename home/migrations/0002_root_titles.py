"""Wagtail's own migrations call the two roots "Root", in English; staff see them above every page and collection."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def name_roots(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    apps.get_model("wagtailcore", "Page").objects.filter(depth=1, title="Root").update(title="全部页面", draft_title="全部页面")
    apps.get_model("wagtailcore", "Collection").objects.filter(depth=1, name="Root").update(name="全部文件")


class Migration(migrations.Migration):
    dependencies = [("home", "0001_initial")]

    operations = [migrations.RunPython(name_roots, migrations.RunPython.noop)]
