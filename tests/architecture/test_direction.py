"""A foreign key is an import too: relations and migrations follow the order of the apps."""

import pytest
from django.apps import apps
from django.conf import settings
from django.db.migrations.loader import MigrationLoader

ORDER = {name: place for place, name in enumerate(settings.LOCAL_APPS)}
SIBLINGS = {frozenset({"exams", "pledges"})}


def allowed(source: str, target: str) -> bool:
    if source == target or target not in ORDER:
        return True
    return ORDER[target] < ORDER[source] and frozenset({source, target}) not in SIBLINGS


@pytest.mark.parametrize("label", settings.LOCAL_APPS)
def test_relations_point_downwards(label: str) -> None:
    relations = [
        (field.model._meta.label, field.name, field.related_model._meta.label)
        for model in apps.get_app_config(label).get_models(include_auto_created=True)
        for field in model._meta.get_fields()
        if field.is_relation and field.concrete and field.related_model
    ]
    assert [rel for rel in relations if not allowed(label, rel[2].split(".")[0])] == []


@pytest.mark.parametrize("label", settings.LOCAL_APPS)
def test_migrations_depend_downwards(label: str) -> None:
    migrations = MigrationLoader(None, ignore_no_migrations=True).disk_migrations
    wrong = [
        (name, dependency)
        for (app, name), migration in migrations.items()
        if app == label
        for dependency in migration.dependencies
        if not allowed(label, dependency[0])
    ]
    assert wrong == []


def test_siblings_do_not_know_each_other() -> None:
    assert not allowed("exams", "pledges") and not allowed("pledges", "exams")
    assert allowed("courses", "exams") and not allowed("exams", "courses")
