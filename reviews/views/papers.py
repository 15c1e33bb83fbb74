"""Telephone links and paper sheets: what the office does for somebody who isn't at a desk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.models import OfficeSettings
from common import qr
from common.errors import DomainError
from notices.gateways import current_gateway
from reviews.domain.links import issue_link, recall_link
from reviews.domain.sheets import print_sheet, record_paper
from reviews.domain.signers import possible_signers
from reviews.domain.signing import signable_stages
from reviews.interfaces.forms import LinkForm, PaperForm
from reviews.models import PaperScan, ReviewLink, ReviewSheet
from reviews.views.desk import handler_required, history, reader_required, staff_round

if TYPE_CHECKING:
    from reviews.models import ReviewRound
    from reviews.views.desk import StaffRequest

HASH_SHOWN = 12


@never_cache
@handler_required
def link_new(request: StaffRequest, public_id: str) -> HttpResponse:
    """Issue a link; it is shown once, here."""
    round_ = staff_round(request.user, public_id)
    stages = signable_stages(round_)
    form = LinkForm(request.POST or None, stages=stages, can_send=current_gateway().available)
    if request.method == "POST" and form.is_valid():
        address = settings.PUBLIC_URL + reverse("reviews:link", args=["TOKEN"]).replace("TOKEN", "{token}")
        try:
            issued = issue_link(
                round_,
                stage=form.stage,
                signer_key=form.signer_key,
                actor=request.user,
                address=address,
                hours=form.cleaned_data["hours"],
                send=form.cleaned_data.get("send", False),
            )
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            shown = "" if issued.sent else address.replace("{token}", issued.token)
            context = {"round": round_, "issued": issued, "address": shown, "header_title": _("Telephone link")}
            context["qr"] = qr.svg(shown) if shown else ""
            return render(request, "reviews/admin/link_issued.html", context)
    context = {"round": round_, "form": form, "header_title": _("Telephone link"), "header_subtitle": round_.title}
    return render(request, "reviews/admin/link_new.html", context, status=422 if form.errors else 200)


@require_POST
@handler_required
def link_recall(request: StaffRequest, public_id: str, pk: int) -> HttpResponse:
    round_ = staff_round(request.user, public_id)
    recall_link(get_object_or_404(ReviewLink, round=round_, pk=pk), actor=request.user)
    messages.success(request, _("The link is worthless now."))
    return redirect("review-round", round_.public_id)


@require_POST
@handler_required
def sheet_new(request: StaffRequest, public_id: str) -> HttpResponse:
    round_ = staff_round(request.user, public_id)
    try:
        print_sheet(round_, actor=request.user)
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("review-round", round_.public_id)
    return redirect("review-sheet", round_.public_id)


@never_cache
@require_safe
@handler_required
def sheet(request: StaffRequest, public_id: str) -> HttpResponse:
    """The 审批单 of the present text, to print, sign and stamp."""
    round_ = staff_round(request.user, public_id)
    printed = get_object_or_404(ReviewSheet, round=round_, content_hash=round_.content_hash)
    context = {
        "round": round_,
        "sheet": printed,
        "hash_shown": printed.content_hash[:HASH_SHOWN],
        "stages": _stages_with_signers(round_),
        "office": OfficeSettings.for_request(request),
        "revision": round_.revision(),
    }
    return render(request, "reviews/admin/sheet_print.html", context)


@never_cache
@handler_required
def paper(request: StaffRequest, public_id: str) -> HttpResponse:
    """Bring in the scan of a signed sheet."""
    round_ = staff_round(request.user, public_id)
    form = PaperForm(request.POST or None, request.FILES or None, stages=signable_stages(round_))
    if request.method == "POST" and form.is_valid():
        try:
            record_paper(round_, stage=form.stage, signer_key=form.signer_key, actor=request.user, **form.paper_details)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The signature on paper is on record."))
            return redirect("review-round", round_.public_id)
    context = {"round": round_, "form": form, "header_title": _("Signed sheet"), "header_subtitle": round_.title}
    return render(request, "reviews/admin/paper.html", context, status=422 if form.errors else 200)


@never_cache
@require_safe
@reader_required  # type: ignore[arg-type]  # a file is a streaming response
def scan(request: StaffRequest, public_id: str, pk: int) -> HttpResponseBase:
    """The scan itself, always as a download: nothing in it runs here."""
    found = get_object_or_404(PaperScan, sheet__round=staff_round(request.user, public_id), pk=pk)
    name = f"{found.sheet.code}-{found.pk}.{str(found.file.name).rpartition('.')[2]}"
    response = FileResponse(found.file.open(), as_attachment=True, filename=name, content_type=found.kind)
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _stages_with_signers(round_: ReviewRound) -> list[dict]:
    signed = {row.stage_id: row for row in history(round_) if row.content_hash == round_.content_hash}
    return [
        {"stage": stage, "signature": signed.get(stage.pk), "signers": possible_signers(stage)}
        for stage in round_.chain.stages_in_order()
    ]
