"""Snippets with drafts are held to their chain as pages are."""

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection, models
from wagtail.models import DraftStateMixin, RevisionMixin, WorkflowContentType, WorkflowMixin

from reviews.domain import rounds
from reviews.domain.errors import PublicationRefused
from reviews.models import Publication
from tests.factories.accounts import UserFactory
from tests.factories.reviews import agree, make_chain


@pytest.fixture(scope="module")
def leaflet_models(django_db_setup, django_db_blocker):
    """Two snippet models that exist for this module only."""
    from django.apps import apps

    class Leaflet(WorkflowMixin, DraftStateMixin, RevisionMixin, models.Model):
        text = models.TextField()

        class Meta:
            app_label = "reviews"

        def __str__(self) -> str:
            return self.text

    class Note(DraftStateMixin, RevisionMixin, models.Model):
        text = models.TextField()

        class Meta:
            app_label = "reviews"

        def __str__(self) -> str:
            return self.text

    with django_db_blocker.unblock():
        with connection.schema_editor() as editor:
            for model in (Leaflet, Note):
                editor.create_model(model)
        yield Leaflet, Note
        with connection.schema_editor() as editor:
            for model in (Leaflet, Note):
                editor.delete_model(model)
        ContentType.objects.filter(app_label="reviews", model__in=["leaflet", "note"]).delete()
    for name in ("leaflet", "note"):
        apps.all_models["reviews"].pop(name)
    apps.clear_cache()


@pytest.fixture(autouse=True)
def known_types():
    """The row of a type goes with the test; what was remembered of it must go too."""
    ContentType.objects.clear_cache()
    yield
    ContentType.objects.clear_cache()


@pytest.mark.django_db
@pytest.mark.parametrize("which", [0, 1], ids=["with workflow", "without"])
def test_a_snippet_is_published_by_its_last_signature(leaflet_models, which: int) -> None:
    model = leaflet_models[which]
    author, head, deputy = UserFactory(), UserFactory(), UserFactory()
    make_chain(head, deputy, model=model)
    leaflet = model.objects.create(text="诚信经营", live=False)
    leaflet.save_revision(user=author)
    with pytest.raises(PublicationRefused):
        leaflet.latest_revision.publish()
    with pytest.raises(PublicationRefused):
        model.objects.create(text="直接上线")
    round_ = rounds.submit(leaflet, actor=author)
    assert rounds.submit(leaflet, actor=author) == round_
    agree(round_, 1, head, decision="send_back", comment="改")
    round_ = rounds.submit(model.objects.get(), actor=author)
    agree(round_, 1, head)
    agree(round_, 2, deputy)
    assert model.objects.get().live
    assert Publication.objects.get().round == round_
    assert WorkflowContentType.objects.filter(workflow__review_chain__isnull=False).exists() == (which == 0)


@pytest.mark.django_db
def test_a_snippet_without_a_preview_is_shown_in_words(leaflet_models, client) -> None:
    from django.urls import reverse

    model = leaflet_models[1]
    author, head = UserFactory(is_superuser=True), UserFactory()
    make_chain(head, model=model)
    leaflet = model.objects.create(text="诚信经营", live=False)
    leaflet.save_revision(user=author)
    round_ = rounds.submit(leaflet, actor=author)
    client.force_login(author, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(reverse("review-text", args=[round_.public_id])).content.decode()
    assert "诚信经营" in page
