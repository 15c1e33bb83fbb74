from datetime import UTC, date, datetime

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import Client, RequestFactory

from common.masking import mask_name, mask_phone


def render(source: str, **context: object) -> str:
    return Template(source).render(Context(context)).strip()


class Sample(forms.Form):
    phone = forms.CharField(label="Phone", help_text="11 digits")
    note = forms.CharField(label="Note", required=False)
    role = forms.ChoiceField(label="Role", widget=forms.RadioSelect, choices=[("a", "A"), ("b", "B")])
    agreed = forms.BooleanField(label="Agreed")
    token = forms.CharField(widget=forms.HiddenInput, required=False)


def test_field_joins_label_help_and_error() -> None:
    html = render("{% field bound=form.phone %}", form=Sample({}))
    assert '<label for="id_phone">' in html
    assert 'aria-describedby="id_phone_helptext id_phone_error"' in html
    assert 'id="id_phone_helptext"' in html and 'id="id_phone_error"' in html and 'aria-invalid="true"' in html


def test_field_escapes_what_somebody_typed() -> None:
    html = render("{% field bound=form.note %}", form=Sample({"note": '"><script>x</script>'}))
    assert "<script>" not in html


def test_optional_fields_say_so_and_required_ones_do_not() -> None:
    assert "optional" in render("{% field bound=form.note %}", form=Sample())
    assert "optional" not in render("{% field bound=form.phone %}", form=Sample())


def test_choices_are_a_fieldset_with_a_legend_and_a_checkbox_is_a_row() -> None:
    html = render("{% field bound=form.role %}{% field bound=form.agreed %}", form=Sample({}))
    assert "<fieldset" in html and "<legend>" in html and html.count('class="choice"') == 1
    assert 'id="id_agreed_error"' in html


def test_hidden_field_is_only_its_input() -> None:
    assert render("{% field bound=form.token %}", form=Sample()).startswith('<input type="hidden"')


def test_form_errors_link_to_their_fields_and_vanish_when_all_is_well() -> None:
    assert 'href="#id_phone"' in render("{% form_errors form=form %}", form=Sample({}))
    assert render("{% form_errors form=form %}", form=Sample({"phone": "1", "role": "a", "agreed": "on"})) == ""


def test_button_is_a_link_with_an_address_and_a_button_without() -> None:
    link = render("{% button label='Go' href=href kind='plain' %}", href="/x/?a=1&b=2")
    assert link.startswith('<a class="button plain" href="/x/?a=1&amp;b=2"')
    assert 'href="/x/"' not in render("{% button label='Go' href='/x/' disabled=True %}")
    assert " disabled>" in render("{% button label='Go' disabled=True %}")
    assert 'name="do" value="x"' in render("{% button label='Go' name='do' value='x' %}")


def test_blocks_keep_their_content() -> None:
    html = render(
        "{% card title='T' %}{% facts %}{% fact label='L' %}<b>v</b>{% endfact %}{% endfacts %}{% endcard %}"
        "{% notice tone='wait' title='N' %}n{% endnotice %}{% data_table caption='C' %}<tbody></tbody>{% enddata_table %}"
        "{% confirm label='W' title='Sure?' %}f{% endconfirm %}{% action_bar label='A' %}d{% endaction_bar %}"
    )
    parts = [
        "<h2>T</h2>",
        "<dt>L</dt><dd><b>v</b></dd>",
        'class="notice wait"',
        "<caption>C</caption>",
        "<details",
        'class="dock"',
    ]
    assert [part for part in parts if part not in html] == []


def test_stepper_marks_the_present_step() -> None:
    html = render("{% stepper steps=steps %}", steps=[("One", "done"), ("Two", "now"), ("Three", "todo")])
    assert html.count('aria-current="step"') == 1 and "✓" in html


def test_empty_state_offers_the_next_step_only_with_an_address() -> None:
    assert "<a " in render("{% empty_state title='None' hint='h' href='/x/' action='Go' %}")
    assert "<a " not in render("{% empty_state title='None' action='Go' %}")


def test_pagination_keeps_the_other_parameters() -> None:
    page = Paginator(range(200), 10).get_page(7)
    request = RequestFactory().get("/", {"q": "诚信", "page": "7"})
    html = render("{% pagination page=page %}", page=page, request=request)
    assert "q=%E8%AF%9A%E4%BF%A1&amp;page=8" in html and html.count("…") == 2
    assert 'href="?page=6"' in render("{% pagination page=page %}", page=page)
    assert render("{% pagination page=page %}", page=Paginator([1], 10).get_page(1)) == ""


@pytest.fixture
def in_march(settings: object) -> None:
    settings.CLOCK = "tests.common.test_ui_components.march"  # type: ignore[attr-defined]


def march() -> datetime:
    return datetime(2026, 3, 1, tzinfo=UTC)


@pytest.mark.usefixtures("in_march")
@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("{% day value=d %}", ">3月18日<"),
        ("{% day value=d weekday=True year=True %}", ">2026年3月18日 周三<"),
        ("{% day value=last_year %}", ">2025年12月31日<"),
        ("{% day value=none %}", ""),
        ("{% moment value=none %}", ""),
        ("{% moment value=at %}", ">3月18日 14:00<"),
        ("{% moment value=at weekday=True %}", ">3月18日（周三）14:00<"),
        ("{% period start=d end=end_of_march %}", ">3月18日—31日<"),
        ("{% period start=d end=april %}", ">3月18日—4月2日<"),
        ("{% period start=last_year end=d %}", ">2025年12月31日—2026年3月18日<"),
        ("{% period start=d end=d %}", ">3月18日<"),
        ("{% period start=at end=until %}", "<span>3月18日</span> <span>14:00—16:30</span>"),
        ("{% period start=at end=next_day %}", "<span>3月18日 14:00</span>—<span>3月19日 09:00</span>"),
        ("{% period start=at %}", "<span>3月18日</span> <span>14:00</span>"),
        ("{% date_block value=d %}", "<b>18</b>3月 周三<"),
        ("{% date_block value=last_year %}", "<b>31</b>2025年12月<"),
    ],
)
def test_dates_are_said_as_one_says_them(source: str, text: str) -> None:
    context = {
        "d": date(2026, 3, 18),
        "end_of_march": date(2026, 3, 31),
        "april": date(2026, 4, 2),
        "last_year": date(2025, 12, 31),
        "at": datetime(2026, 3, 18, 6, 0, tzinfo=UTC),
        "until": datetime(2026, 3, 18, 8, 30, tzinfo=UTC),
        "next_day": datetime(2026, 3, 19, 1, 0, tzinfo=UTC),
        "none": None,
    }
    html = render(source, **context)
    assert text in html and bool(html) == bool(text)


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("王小明", "王*明"),
        ("王明", "王*"),
        ("王", "*"),
        ("欧阳小明", "欧阳*明"),
        ("欧阳明", "欧阳*"),
        ("阿卜杜拉", "阿**拉"),
        ("", ""),
        (None, ""),
    ],
)
def test_mask_name(name: str | None, masked: str) -> None:
    assert mask_name(name) == masked


@pytest.mark.parametrize(
    ("phone", "masked"), [("13812341234", "138****1234"), ("5551234", "*****34"), ("", ""), (None, ""), ("7", "7")]
)
def test_mask_phone(phone: str | None, masked: str) -> None:
    assert mask_phone(phone) == masked


@pytest.mark.django_db
class TestDisplayMode:
    def test_switches_to_the_elder_view_and_back(self, client: Client) -> None:
        response = client.get("/display/", {"mode": "elder", "next": "/sign-in/"})
        assert (response.status_code, response["Location"]) == (302, "/sign-in/")
        assert 'data-mode="elder"' in client.get("/sign-in/").content.decode()
        client.get("/display/", {"mode": "standard"})
        assert 'data-mode="elder"' not in client.get("/sign-in/").content.decode()

    @pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", ""])
    def test_never_leads_to_another_site(self, client: Client, target: str) -> None:
        assert client.get("/display/", {"mode": "elder", "next": target})["Location"] == "/"


@pytest.mark.django_db
class TestErrorPages:
    def test_unknown_address_is_a_page_in_our_style(self, client: Client) -> None:
        response = client.get("/no/such/page/")
        assert response.status_code == 404 and 'class="bar"' in response.content.decode()

    def test_the_500_page_needs_no_database_and_no_context(self) -> None:
        from django.views.defaults import server_error

        response = server_error(RequestFactory().get("/"))
        assert response.status_code == 500 and 'class="bar"' in response.content.decode()

    def test_an_outdated_form_gets_its_own_page(self) -> None:
        response = Client(enforce_csrf_checks=True).post("/sign-out/")
        assert response.status_code == 403 and 'class="wrap narrow flow"' in response.content.decode()


@pytest.mark.django_db
def test_styleguide_is_for_development_only(client: Client, settings: object) -> None:
    assert client.get("/styleguide/").status_code == 200
    settings.DEV_INBOX = False  # type: ignore[attr-defined]
    assert client.get("/styleguide/").status_code == 404
