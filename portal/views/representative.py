"""The pages of a firm's representative, on phone and desktop: their firms, enrolling people, how far each has come."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache

from accounts.access import representative_required, user_of
from accounts.domain import consent
from accounts.enums import ConsentChannel, ConsentPurpose
from accounts.models import User
from common.errors import DomainError
from courses.domain.enrolment import Consent, Seat, enrol_group
from courses.enums import EnrolmentSource
from courses.interfaces.forms import BaseTraineeFormSet, more_trainee_rows, trainee_formset
from courses.models import TrainingSession
from courses.views.public import notice
from issuance.models import IssuedDocument
from portal.domain.firms import firms_of
from portal.interfaces.forms import ClaimForm, EnrolForm
from subjects.domain.representatives import claim_subject
from subjects.models import CompletionRecord, Representative

FIRMS_PER_PAGE = 10
ROWS = 2


def _claims(user: User) -> QuerySet[Representative]:
    """This user's firms, those the office turned down left out."""
    claims = user.representations.open().select_related("subject")
    return claims.exclude(subject__state="rejected").order_by("subject__name", "pk")


@never_cache
@representative_required
def home(request: HttpRequest) -> HttpResponse:
    page = Paginator(_claims(user_of(request)), FIRMS_PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "firms": firms_of(user_of(request), list(page))}
    return render(request, "portal/home.html", context)


@never_cache
@representative_required
def claim(request: HttpRequest) -> HttpResponse:
    """Name the firm one acts for, by its code."""
    form = ClaimForm(_posted(request))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            made = claim_subject(user_of(request), uscc=data["uscc"], name=data["name"], role=data["role"])
        except ValidationError as error:
            form.add_error("uscc", error)
        except DomainError as error:
            form.add_error("name" if error.code == "name_needed" else None, str(error))
        else:
            return redirect(_next(request) or reverse("portal:firm", args=[made.subject.public_id]))
    status = 422 if form.errors else 200
    return render(request, "portal/claim.html", {"form": form, "next": _next(request)}, status=status)


@never_cache
@representative_required
def firm(request: HttpRequest, public_id: str) -> HttpResponse:
    """One firm: its trainees, and once approved its records and papers."""
    shown = firms_of(user_of(request), [get_object_or_404(_claims(user_of(request)), subject__public_id=public_id)])[0]
    records = CompletionRecord.objects.for_user(user_of(request)).current().filter(subject=shown.subject)
    papers = IssuedDocument.objects.issued().filter(subject=shown.subject)
    context = {
        "firm": shown,
        "records": records.order_by("-seq")[:50] if shown.sees_file else [],
        "papers": papers.defer("person_name")[:50] if shown.sees_file else [],
    }
    return render(request, "portal/firm.html", context)


@never_cache
@representative_required
def sessions(request: HttpRequest) -> HttpResponse:
    """The sessions one can register for now."""
    coming = TrainingSession.objects.public().with_seats().with_times().order_by("first_starts_at", "pk")
    open_now = [shown for shown in map(notice, coming) if shown.is_open]
    return render(request, "portal/sessions.html", {"notices": open_now, "firm": request.GET.get("firm", "")})


@never_cache
@representative_required
def enrol(request: HttpRequest, public_id: str) -> HttpResponse:
    """Enrol people of one firm in one session: all or none, so that the firm chooses when seats are short."""
    session, user = _open_session(public_id), user_of(request)
    if not _claims(user).exists():
        return redirect(f"{reverse('portal:claim')}?next={request.path}")
    if "more" in request.POST:
        form = EnrolForm(user=user, initial=request.POST.dict())
        rows = more_trainee_rows(request.POST, rows=ROWS, phone_required=True)
        return _enrol_page(request, session, form, rows)
    form = EnrolForm(_posted(request), user=user, initial=_first_choice(request))
    formset = trainee_formset(rows=ROWS)(_posted(request), prefix="trainee", form_kwargs={"phone_required": True})
    if request.method == "POST" and form.is_valid() & formset.is_valid():
        try:
            seats = _enrol(session, form, formset, user=user)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _enrolled_message(session, seats))
            return redirect("portal:firm", form.cleaned_data["firm"].public_id)
    return _enrol_page(request, session, form, formset)


def _open_session(public_id: str) -> TrainingSession:
    sessions = TrainingSession.objects.public().select_related("course", "area").with_seats().with_times()
    return get_object_or_404(sessions, public_id=public_id)


def _enrol(session: TrainingSession, form: EnrolForm, formset: BaseTraineeFormSet, *, user: User) -> list[Seat]:
    return enrol_group(
        session,
        subject=form.cleaned_data["firm"],
        trainees=formset.trainees(),
        actor=user,
        source=EnrolmentSource.REPRESENTATIVE,
        given=Consent(consent.current_text(ConsentPurpose.ENROLMENT), ConsentChannel.WEB),
    )


def _enrol_page(
    request: HttpRequest, session: TrainingSession, form: EnrolForm, formset: BaseTraineeFormSet
) -> HttpResponse:
    wrong = bool(form.errors or (formset.is_bound and not formset.is_valid()))
    context: dict[str, Any] = {"session": session, "notice": notice(session), "form": form, "formset": formset}
    try:
        context["consent_text"] = consent.current_text(ConsentPurpose.ENROLMENT)
    except consent.NoConsentText as error:
        context["blocked"] = str(error)
    return render(request, "portal/enrol.html", context, status=422 if wrong else 200)


def _enrolled_message(session: TrainingSession, seats: list[Seat]) -> str:
    made = sum(seat.created for seat in seats)
    text = ngettext("%(count)s trainee is enrolled.", "%(count)s trainees are enrolled.", made) % {"count": made}
    if made < len(seats):
        text += " " + _("%(count)s had been enrolled before.") % {"count": len(seats) - made}
    return f"{session}：{text}"


def _first_choice(request: HttpRequest) -> dict[str, Any]:
    """The firm one comes from, or the only one there is."""
    wanted = request.GET.get("firm") or ""
    own = list(_claims(user_of(request)).values_list("subject__public_id", flat=True)[:2])
    return {"firm": wanted or (own[0] if len(own) == 1 else None)}


def _posted(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _next(request: HttpRequest) -> str:
    target = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if safe else ""
