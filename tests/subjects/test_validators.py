from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from subjects import validators

TODAY = date(2026, 11, 24)
VALID = ["91230500MA1B3N1N2M", "11230500001755309F", "91350100M000100Y43", "11370300004217629L"]


@pytest.mark.parametrize("code", VALID)
def test_real_credit_codes_pass(code):
    assert validators.normalise_uscc(code) == code


@pytest.mark.parametrize(
    "typed",
    [
        "91230500ma1b3n1n2m",
        " 91230500 MA1B3N1N2M ",
        "９１２３０５００ＭＡ１Ｂ３Ｎ１Ｎ２Ｍ",
        "9123-0500-MA1B3N1N2M\u200b",
    ],
)
def test_what_people_type_is_brought_to_the_standard_form(typed):
    assert validators.normalise_uscc(typed) == "91230500MA1B3N1N2M"


def test_letters_may_stand_in_the_first_two_places():
    body = "Y1320700MA1B3N1N2"
    code = body + validators.uscc.calc_check_digit(body)
    assert validators.normalise_uscc(code) == code


@pytest.mark.parametrize(
    ("code", "problem"),
    [
        ("91230500MA1B3N1N2N", "checksum"),
        ("91230500MA1B3NN12M", "checksum"),
        ("000000000000000000", "registrar"),
        ("91230500MA1B3N1N2", "length"),
        ("", "length"),
        ("91230500MAIB3N1N2M", "characters"),
        ("9123O500MA1B3N1N2M", "characters"),
        ("11010519491231002X", "citizen_id"),
    ],
)
def test_wrong_codes_are_refused_each_for_its_own_reason(code, problem):
    with pytest.raises(ValidationError) as refusal:
        validators.validate_uscc(code)
    assert refusal.value.code == problem


@pytest.mark.parametrize("number", ["320722000011889", " 3207 2200 0011 889", "３２０７２２００００１１８８９"])
def test_old_registration_numbers(number):
    assert validators.normalise_old_number(number) == "320722000011889"


@pytest.mark.parametrize("number", ["32072200001188", "000000000000000", "32072200001188A", ""])
def test_not_an_old_number(number):
    with pytest.raises(ValidationError):
        validators.normalise_old_number(number)


def test_id_card_numbers_are_masked_and_credit_codes_are_not():
    text = "法人 11010519491231002x，代码 91230500MA1B3N1N2M，文号 123456789012345678"
    assert validators.mask_citizen_ids(text) == (
        "法人 110105********002X，代码 91230500MA1B3N1N2M，文号 123456789012345678"
    )
    assert not validators.is_citizen_id("110105194912310021")


@pytest.mark.parametrize(
    "text",
    ["1980-01-29", "1980/1/29", "1980.01.29", "19800129", "1980年1月29日", "1980-01-29 00:00:00", "１９８０－１－２９"],
)
def test_dates_as_registries_write_them(text):
    assert validators.parse_date(text, latest=TODAY) == date(1980, 1, 29)


@pytest.mark.parametrize(
    "text", ["1980-02-30", "2023-02-29", "1980-13-01", "0001-01-01", "2026-11-25", "昨天", "1980-01", "29.1.1980"]
)
def test_days_that_cannot_be(text):
    with pytest.raises(ValidationError):
        validators.parse_date(text, latest=TODAY)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1,176(万元人民币)", Decimal(1176)),
        ("50(万元人民币)", Decimal(50)),
        ("１，０００．５万", Decimal("1000.5")),
        ("0.1234567", Decimal("0.123457")),
        ("万元", None),
        ("100-200万", None),
        ("9" * 15, None),
    ],
)
def test_amounts_inside_text(text, amount):
    assert validators.parse_amount(text) == amount


@pytest.mark.parametrize(
    "url",
    ["https://credit.example.gov.cn/records", "http://127.0.0.1:8800/records", "http://localhost/x", "http://[::1]/"],
)
def test_destinations_that_may_be_configured(url):
    validators.validate_destination_url(url)


@pytest.mark.parametrize(
    "url", ["http://credit.example.gov.cn/", "ftp://x/", "https://a:b@credit.example/", "http://10.0.0.1/", "http:///x"]
)
def test_destinations_that_may_not(url):
    with pytest.raises(ValidationError):
        validators.validate_destination_url(url)
