"""The review screens inside the Wagtail admin."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin.admin_url_finder import AdminURLFinder

from accounts.access import require
from common.errors import DomainError
from reviews.domain.gate import final_stage, missing_stages
from reviews.domain.lists import desk_of
from reviews.domain.signers import Signer, authors, end_stand_in, name_stand_in, signer_for
from reviews.domain.signing import content_of, publish_urgently, sign, signable_stages
from reviews.enums import Channel, RoundState
from reviews.interfaces.forms import DecisionForm, StandInForm, UrgentForm
from reviews.models import Publication, ReviewRound, StandIn
from reviews.rules import can_handle_reviews, can_see_reviews
from reviews.views.preview import render_version

if TYPE_CHECKING:
    from django import forms

    from accounts.models import User
    from reviews.models import ReviewStage

reader_required = require(can_see_reviews, login_url="wagtailadmin_login")
handler_required = require(can_handle_reviews, login_url="wagtailadmin_login")


class StaffRequest(HttpRequest):
    """A request that came through reader_required or handler_required."""

    user: User


def staff_round(user: User, public_id: str) -> ReviewRound:
    return get_object_or_404(
        ReviewRound.objects.for_user(user).select_related("chain", "submitted_by"), public_id=public_id
    )


def own_turn(user: User, round_: ReviewRound) -> tuple[ReviewStage, Signer] | None:
    """The stage whose turn it is and that the user may sign today."""
    for stage in signable_stages(round_):
        if signer := signer_for(user, stage):
            return stage, signer
    return None


@never_cache
@reader_required
def mine(request: StaffRequest) -> HttpResponse:
    context = {"desk": desk_of(request.user), "header_title": _("Reviews (三审三校)")}
    return render(request, "reviews/admin/mine.html", context)


@never_cache
@reader_required
def round_page(request: StaffRequest, public_id: str) -> HttpResponse:
    round_ = staff_round(request.user, public_id)
    return _round_page(request, round_, form=None)


@require_POST
@reader_required
def sign_round(request: StaffRequest, public_id: str) -> HttpResponse:
    """One's own decision. What is refused comes back with everything that was typed."""
    round_ = staff_round(request.user, public_id)
    form, turn = DecisionForm(request.POST), own_turn(request.user, round_)
    if turn is None or not form.is_valid() or form.cleaned_data["stage"] != turn[0].pk:
        form.add_error(None, _("This review isn't yours to sign, or it has ended."))
        return _round_page(request, round_, form=form)
    try:
        sign(
            round_,
            stage=turn[0],
            signer=turn[1],
            channel=Channel.ADMIN,
            expected_hash=form.cleaned_data["expected_hash"],
            recorded_by=request.user,
            **form.sign_details,
        )
    except DomainError as error:
        form.add_error(None, str(error))
        return _round_page(request, round_, form=form)
    messages.success(request, _("Your decision is on record."))
    return redirect("review-round", round_.public_id)


@require_POST
@reader_required
def urgent(request: StaffRequest, public_id: str) -> HttpResponse:
    round_ = staff_round(request.user, public_id)
    form = UrgentForm(request.POST)
    signer = signer_for(request.user, final_stage(round_.chain.stages_in_order()))
    if signer is None:
        raise Http404
    if form.is_valid():
        try:
            publish_urgently(round_, signer=signer, **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Published as urgent. The missing reviews are to be made up."))
            return redirect("review-round", round_.public_id)
    return _round_page(request, round_, form=None, urgent_form=form)


@never_cache
@require_safe
@xframe_options_sameorigin
@reader_required
def text(request: StaffRequest, public_id: str) -> HttpResponse:
    """The version under review, as readers would see it."""
    revision = staff_round(request.user, public_id).revision()
    if revision is None:
        raise Http404
    return render_version(request, revision)


@never_cache
@require_safe
@reader_required
def record(request: StaffRequest, public_id: str) -> HttpResponse:
    """The 审校单 of a publication, to print and file."""
    round_ = staff_round(request.user, public_id)
    publication = get_object_or_404(Publication.objects.filter(round=round_)[:1])
    context = {"round": round_, "publication": publication, "signatures": history(round_)}
    return render(request, "reviews/admin/record_print.html", context)


@never_cache
@reader_required
def stand_ins(request: StaffRequest) -> HttpResponse:
    """One's own leave: who signs in the meantime."""
    form = StandInForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            name_stand_in(absent=request.user, actor=request.user, **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Your stand-in is named."))
            return redirect("review-stand-ins")
    leaves = StandIn.objects.filter(absent=request.user, revoked_at__isnull=True).select_related("stand_in", "absent")
    context = {"form": form, "leaves": leaves[:20], "header_title": _("My stand-in during leave")}
    return render(request, "reviews/admin/stand_ins.html", context)


@require_POST
@reader_required
def stand_in_end(request: StaffRequest, pk: int) -> HttpResponse:
    leave = get_object_or_404(StandIn.objects.for_user(request.user).filter(absent=request.user), pk=pk)
    end_stand_in(leave, actor=request.user)
    messages.success(request, _("From now on you sign yourself again."))
    return redirect("review-stand-ins")


def history(round_: ReviewRound) -> Any:
    return round_.signatures.select_related("stage", "on_behalf_of", "recorded_by", "scan").order_by("pk")


def _round_page(
    request: StaffRequest, round_: ReviewRound, *, form: DecisionForm | None, urgent_form: forms.Form | None = None
) -> HttpResponse:
    round_.refresh_from_db()
    turn = own_turn(request.user, round_)
    obj = content_of(round_)
    first = {"expected_hash": round_.content_hash}
    errors = bool((form and form.errors) or (urgent_form and urgent_form.errors))
    context = {
        "round": round_,
        "header_title": round_.title,
        "turn": signable_stages(round_),
        "missing": missing_stages(round_, round_.content_hash),
        "signatures": history(round_),
        "links": round_.links.select_related("user", "outside", "stage", "created_by"),
        "edit_url": AdminURLFinder(request.user).get_edit_url(obj) if obj else None,
        "own_turn": turn,
        "form": form or (DecisionForm(initial=first | {"stage": turn[0].pk}) if turn else None),
        "urgent_form": urgent_form or _urgent_form(request.user, round_, first),
        "can_handle": can_handle_reviews(request.user),
        "is_author": request.user.pk in authors(round_, obj),
        "publication": round_.publications.first(),
    }
    return render(request, "reviews/admin/round.html", context, status=422 if errors else 200)


def _urgent_form(user: User, round_: ReviewRound, first: dict[str, str]) -> UrgentForm | None:
    """Only for the final reviewer, and only while an earlier stage is missing."""
    stages = round_.chain.stages_in_order()
    missing = missing_stages(round_, round_.content_hash)
    if round_.state != RoundState.OPEN or len(missing) < 2 or signer_for(user, final_stage(stages)) is None:
        return None
    return UrgentForm(initial=first)
