"""Things to take along: handbooks, posters, lesson plans, texts for the loudspeaker."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, MultiFieldPanel
from wagtail.documents import get_document_model_string
from wagtail.fields import StreamField
from wagtail.models import Page, PageManager
from wagtail.search import index

from outreach.enums import PageKind, ResourceKind
from outreach.models.base import BasePage
from outreach.models.blocks import BodyBlock
from outreach.models.files import SiteImage
from outreach.models.querysets import PublicPageQuerySet


class ResourcePage(BasePage):
    """Material to download or print. What can be read aloud or taught stands on the page itself, so that nobody needs a program for it."""

    kind = PageKind.RESOURCE
    resource_kind = models.CharField(_("kind of material"), max_length=12, choices=ResourceKind)
    summary = models.CharField(
        _("summary"), max_length=160, blank=True, help_text=_("For whom, and what one does with it.")
    )
    minutes = models.PositiveSmallIntegerField(
        _("minutes"), null=True, blank=True, help_text=_("How long reading aloud, the lesson or the film takes.")
    )
    cover = models.ForeignKey(
        SiteImage, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("cover picture")
    )
    file = models.ForeignKey(
        get_document_model_string(),
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("file to download"),
    )
    captions = models.ForeignKey(
        get_document_model_string(),
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("captions of the film (.vtt)"),
    )
    body = StreamField(BodyBlock(), verbose_name=_("text"), blank=True)

    objects = PageManager.from_queryset(PublicPageQuerySet)()

    search_fields = [*BasePage.search_fields, index.FilterField("resource_kind")]
    content_panels = [
        *Page.content_panels,
        FieldRowPanel([FieldPanel("resource_kind"), FieldPanel("minutes")]),
        FieldPanel("summary"),
        MultiFieldPanel(
            [
                HelpPanel(_("A film wants captions for those who can't hear it, or its text below.")),
                FieldPanel("file"),
                FieldPanel("captions"),
            ],
            heading=_("Files"),
        ),
        FieldPanel("cover"),
        FieldPanel("body"),
    ]
    parent_page_types = ["outreach.SectionPage"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = _("material")
        verbose_name_plural = _("materials")

    def clean(self) -> None:
        super().clean()
        if self.captions and not self.captions.filename.lower().endswith(".vtt"):
            raise ValidationError({"captions": _("Captions are a file that ends in .vtt.")})

    @property
    def teaser(self) -> str:
        return self.summary

    @property
    def list_notes(self) -> list[str]:
        notes = [str(self.get_resource_kind_display())]
        if self.minutes:
            notes.append(_("about %(count)d minutes") % {"count": self.minutes})
        return notes

    @property
    def is_film(self) -> bool:
        return bool(self.file and self.file.filename.lower().endswith(".mp4"))

    @property
    def is_sound(self) -> bool:
        return bool(self.file and self.file.filename.lower().endswith(".mp3"))
