"""The same article when it has to be rendered: with a parameter that no page knows, it is looked up nowhere and stored nowhere."""

from bench.load import HOST, request
from outreach.models import Audience
from tests.factories.outreach import ArticleFactory, QuestionFactory, SectionFactory, wagtail_roots

REQUESTS = 60
TEXT = "<p>" + "一句话说清一件事，句子短一些。" * 40 + "</p>"
BODY = [{"type": "heading", "value": "小标题"}, *[{"type": "paragraph", "value": TEXT}] * 6]


def an_article() -> str:
    """A page as it stands on a real site: in a section of the menu, with others beside it."""
    site = wagtail_roots()
    site.hostname, site.port = HOST, 443
    site.save()
    section = SectionFactory(show_in_menus=True)
    articles = [ArticleFactory(parent=section, body=BODY, audiences=Audience.objects.all()[:1]) for _more in range(8)]
    QuestionFactory()
    path: str = articles[0].url_path.removeprefix(articles[0].get_ancestors()[1].url_path)
    return f"/{path}"


def prepare(count: int) -> list[bytes]:
    address = an_article()
    return [request("GET", f"{address}?number={number}") for number in range(count)]


def verify(count: int) -> None:
    """Every answer was 200, which the driver has seen to."""
