"""The building blocks of articles. Each shows a preview in the editor and has one template in templates/outreach/blocks/."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import BlockGroup
from wagtail.documents import get_document_model
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images import get_image_model
from wagtail.images.blocks import ImageBlock

from outreach.enums import CalloutTone, FigureSize

TEXT_FEATURES = ["bold", "link", "document-link", "ol", "ul"]


class FigureBlock(blocks.StructBlock):
    """A picture with its caption; the alternative text comes from the picture unless the editor writes another."""

    image = ImageBlock(label=_("picture"))
    caption = blocks.CharBlock(label=_("caption"), required=False, max_length=120)
    size = blocks.ChoiceBlock(
        label=_("size"), choices=FigureSize.choices, default=FigureSize.FULL, required=False, search_index=False
    )

    class Meta:
        icon = "image"
        label = _("Picture")
        template = "outreach/blocks/figure.html"
        form_layout = BlockGroup(children=["image", "caption"], settings=["size"])

    def get_preview_value(self) -> Any:
        """The newest picture of the library, so that the preview needs no file of its own."""
        newest = get_image_model().objects.order_by("-pk").first()
        return self.to_python({"image": {"image": newest.pk if newest else None}, "caption": "图说：谁、在哪、做什么"})


class QuoteBlock(blocks.StructBlock):
    """Somebody's own words and who said them."""

    text = blocks.TextBlock(label=_("words"))
    source = blocks.CharBlock(label=_("who said it"), required=False, max_length=60)

    class Meta:
        icon = "openquote"
        label = _("Quote")
        template = "outreach/blocks/quote.html"
        preview_value = {"text": "做生意，秤准了，心就稳了。", "source": "粮油店店主"}


class StepBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("step"), max_length=40)
    text = blocks.RichTextBlock(label=_("explanation"), features=TEXT_FEATURES, required=False)


class StepsBlock(blocks.StructBlock):
    """Steps in their order; the numbers come by themselves."""

    steps = blocks.ListBlock(StepBlock(), label=_("steps"))

    class Meta:
        icon = "list-ol"
        label = _("Steps")
        template = "outreach/blocks/steps.html"
        preview_value = {
            "steps": [
                {"title": "登录“信用中国”网站", "text": "<p>找到“信用信息修复”栏目。</p>"},
                {"title": "提交材料", "text": ""},
            ]
        }


class CalloutBlock(blocks.StructBlock):
    """A remark that must not be overlooked."""

    tone = blocks.ChoiceBlock(
        label=_("colour"), choices=CalloutTone.choices, default=CalloutTone.INFO, search_index=False
    )
    title = blocks.CharBlock(label=_("title"), required=False, max_length=40)
    text = blocks.RichTextBlock(label=_("text"), features=TEXT_FEATURES)

    class Meta:
        icon = "warning"
        label = _("Remark")
        template = "outreach/blocks/callout.html"
        form_layout = BlockGroup(children=["title", "text"], settings=["tone"])
        preview_value = {"tone": "wait", "title": "请提高警惕并核实", "text": "<p>信用修复不收取任何费用。</p>"}


class DownloadBlock(blocks.StructBlock):
    document = DocumentChooserBlock(label=_("file"))
    note = blocks.CharBlock(label=_("remark"), required=False, max_length=80)


class DownloadsBlock(blocks.StructBlock):
    """Files to take along, each with its kind and size."""

    title = blocks.CharBlock(label=_("title"), required=False, max_length=40)
    files = blocks.ListBlock(DownloadBlock(), label=_("files"))

    class Meta:
        icon = "download"
        label = _("Downloads")
        template = "outreach/blocks/downloads.html"

    def get_preview_value(self) -> Any:
        newest = get_document_model().objects.order_by("-pk").first()
        return self.to_python({"title": "附件", "files": [{"document": newest.pk if newest else None, "note": ""}]})


class FactBlock(blocks.StructBlock):
    label = blocks.CharBlock(label=_("label"), max_length=12)
    value = blocks.CharBlock(label=_("value"), max_length=160)


class FactsBlock(blocks.StructBlock):
    """Time, place, telephone and the like: label and value."""

    rows = blocks.ListBlock(FactBlock(), label=_("rows"))

    class Meta:
        icon = "list-ul"
        label = _("Facts")
        template = "outreach/blocks/facts.html"
        preview_value = {"rows": [{"label": "时间", "value": "3月18日 14:00"}, {"label": "地点", "value": "人民广场"}]}


class PeriodBlock(blocks.StructBlock):
    """One class of breach with its publication periods, as a published rule has them, and that rule."""

    name = blocks.CharBlock(label=_("class"), max_length=20)
    examples = blocks.CharBlock(label=_("for example"), max_length=160)
    shortest = blocks.CharBlock(label=_("shortest period"), max_length=60)
    longest = blocks.CharBlock(label=_("longest period"), max_length=60)
    basis = blocks.CharBlock(label=_("basis"), max_length=120)

    class Meta:
        icon = "date"
        label = _("Class and periods")
        preview_value = {
            "name": "一般失信",
            "examples": "较大数额罚款",
            "shortest": "3个月",
            "longest": "1年",
            "basis": "以公布的规定为准",
        }


class BodyBlock(blocks.StreamBlock):
    """The body of an article, an answer or a guide."""

    heading = blocks.CharBlock(
        label=_("Heading"),
        icon="title",
        max_length=60,
        template="outreach/blocks/heading.html",
        preview_value="小标题写成一句话",
    )
    paragraph = blocks.RichTextBlock(
        label=_("Text"),
        features=TEXT_FEATURES,
        template="outreach/blocks/paragraph.html",
        preview_value="<p>一段话说清一件事，句子短一些。</p>",
    )
    figure = FigureBlock()
    quote = QuoteBlock()
    steps = StepsBlock()
    callout = CalloutBlock()
    facts = FactsBlock()
    downloads = DownloadsBlock()
