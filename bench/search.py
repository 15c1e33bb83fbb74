"""`python -m bench.search [postgresql|sqlite] [PAGES]`: how long one visitor waits for /search/ on a large site.

Fills an empty database with made-up pages, asks one question after the other through gunicorn, prints p50 and p95.
"""

import os
import random
import statistics
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlencode

import django

from bench.load import drive, request
from bench.servers import environment, product_environment, run, serving
from tools.postgres import postgres

SIZES = {"postgresql": 50_000, "sqlite": 5_000}
ROUNDS = 5
CHUNK = 1000
# Words of the trade, the frequent ones first: frequencies fall with the place in the list (Zipf).
TRADE = [
    "信用",
    "企业",
    "信用修复",
    "培训",
    "诚信",
    "办理",
    "申请",
    "材料",
    "活动",
    "公示",
    "处罚",
    "信息",
    "单位",
    "社区",
    "宣传",
    "行政",
    "部门",
    "承诺",
    "示例区",
    "讲座",
    "政策",
    "学校",
    "园区",
    "法定代表人",
    "主体",
    "履行",
    "义务",
    "证明",
    "失信",
    "核实",
    "电话",
    "街道",
    "志愿者",
    "消费者",
    "合同",
    "纳税",
    "食品安全",
    "信用中国",
    "执法",
    "乡村",
    "诈骗",
    "收费",
    "网上",
    "严重失信主体名单",
    "失信被执行人",
    "指引",
    "期限",
    "认定单位",
    "参加",
    "考试",
    "签到",
    "宪法日",
    "诚信兴商",
    "个体工商户",
    "农户",
    "守信",
    "激励",
    "惩戒",
    "征信",
]
CHARACTERS = "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经"
QUESTIONS = [
    "信用", "信用修复", "培训", "诈骗", "失信被执行人", "信用修复培训", "信用修复 材料", "用修", "修", "示例区", "严重失信主体名单", "527号",
    "发改办财金〔2019〕527号", "怎么申请信用修复", "参加培训要带什么材料", "“信用中国”", "守信激励", "Credit", "宪法日 学校", "火星移民",
    "征信诈骗核实电话", "第3000号", "诚信兴商 个体工商户", "企业",
]  # fmt: skip


def invented_words(chance: random.Random, count: int = 4000) -> list[str]:
    return ["".join(chance.sample(CHARACTERS, chance.choice((2, 2, 2, 3)))) for _number in range(count)]


def texts(pages: int) -> Iterator[tuple[str, str]]:
    """Titles of about 15 characters, texts of about 700."""
    chance = random.Random(2026)
    words = TRADE + invented_words(chance)
    weights = [1 / place for place in range(2, len(words) + 2)]
    for number in range(pages):
        picked = chance.choices(words, weights, k=chance.randrange(150, 420))
        title = "".join(picked[: chance.randrange(4, 8)])
        lines = ["".join(picked[start : start + 12]) + "。" for start in range(0, len(picked), 12)]
        yield f"{title}第{number}号", "\n".join([*lines, f"依据发改办财金〔2019〕{number}号，Credit China。"])


def fill(pages: int) -> None:
    """Insert the rows in bulk, then index them as `update_index` does."""
    from django.contrib.contenttypes.models import ContentType
    from django.db import connection
    from wagtail.models import Page

    from common.clock import now
    from outreach.models import ArticlePage, QuestionPage, StandingPage
    from tests.factories.outreach import SectionFactory

    section = SectionFactory(title="诚信动态")
    models = [ArticlePage] * 8 + [QuestionPage] * 2 + [StandingPage]
    batch: list[Page] = []
    began = time.perf_counter()
    for number, (title, text) in enumerate(texts(pages), start=1):
        model = models[number % len(models)]
        page = model(title=title, slug=f"p{number}", search_text=text, live=True, depth=section.depth + 1)
        page.path = f"{section.path}{Page._int2str(number).rjust(Page.steplen, '0')}"
        page.url_path = f"{section.url_path}p{number}/"
        page.locale, page.draft_title = section.locale, title
        page.content_type = ContentType.objects.get_for_model(model)
        page.first_published_at = now() - timedelta(minutes=7 * number)
        batch.append(page)
        if len(batch) == CHUNK or number == pages:
            insert(batch)
            batch = []
    Page.objects.filter(pk=section.pk).update(numchild=pages)
    inserted = time.perf_counter()
    run("manage.py", "update_index", "-v0", env=dict(os.environ))
    print(f"── {pages} pages inserted in {inserted - began:.0f} s, indexed in {time.perf_counter() - inserted:.0f} s")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def insert(pages: list) -> None:
    from wagtail.models import Page

    fields = [field for field in Page._meta.local_concrete_fields if not field.primary_key]
    rows = [Page(**{field.attname: getattr(page, field.attname) for field in fields}) for page in pages]
    Page.objects.bulk_create(rows)
    for page, row in zip(pages, rows, strict=True):
        page.pk = page.page_ptr_id = row.pk
    for model in {type(page) for page in pages}:
        own = [page for page in pages if type(page) is model]
        model._base_manager._insert(own, fields=model._meta.local_concrete_fields, using="default")


def addresses() -> list[dict[str, str]]:
    asked = [{"q": question} for question in QUESTIONS]
    narrowed = [
        {"q": "信用修复", "type": "questionpage"},
        {"q": "信用", "page": "3"},
        {"q": "信用", "audience": "park"},
    ]
    return asked + narrowed


def measure(port: int) -> None:
    every: list[float] = []
    for query in addresses():
        asked = request("GET", f"/search/?{urlencode(query)}")
        load = drive(port, [asked] * (ROUNDS + 1), connections=1)
        if set(load.statuses) != {200}:
            raise RuntimeError(f"{query}: {dict(load.statuses)}")
        first, *again = [second * 1000 for second in load.latencies]
        every += again
        print(f"{statistics.median(again):7.1f} ms, first {first:7.1f} ms  {' '.join(query.values())}", flush=True)
    marks = statistics.quantiles(every, n=100, method="inclusive")
    print(f"── one visitor, {len(every)} searches: p50 {marks[49]:.1f} ms, p95 {marks[94]:.1f} ms")


@contextmanager
def prepared(vendor: str) -> Iterator[dict[str, str]]:
    if vendor == "postgresql":
        with postgres() as server, product_environment(server) as env:
            yield env
    else:
        with TemporaryDirectory(prefix="chengxin-bench-") as folder:
            yield environment(f"sqlite:///{Path(folder) / 'bench.sqlite3'}", folder)


def main(vendor: str = "postgresql", pages: str = "") -> None:
    with prepared(vendor) as env:
        os.environ.update(env)
        django.setup()
        fill(int(pages or SIZES[vendor]))
        with serving("config.wsgi", env) as port:
            measure(port)


if __name__ == "__main__":
    main(*sys.argv[1:])
