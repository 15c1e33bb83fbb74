"""The page behind a telephone link. Looking never signs: mail and chat programs open links by themselves."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from common.errors import DomainError
from common.rate_limit import count_try, is_limited
from reviews.domain.byline import signatures_so_far
from reviews.domain.errors import LinkDead
from reviews.domain.links import find_link, sign_by_link
from reviews.enums import Decision
from reviews.interfaces.forms import DecisionForm
from reviews.models import ReviewLink
from reviews.views.preview import render_version

PURPOSE = "review-link"
MOST_MISSES, MISS_SECONDS = 30, 600


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def link_page(request: HttpRequest, token: str) -> HttpResponse:
    try:
        link = _find(request, token)
    except DomainError as error:
        return _dead(request, error)
    form = DecisionForm(
        request.POST if request.method == "POST" else None, initial={"expected_hash": link.content_hash}
    )
    if request.method == "POST" and form.is_valid():
        visitor = request.user if isinstance(request.user, User) else None
        try:
            signature = sign_by_link(token, visitor=visitor, **form.sign_details)
        except LinkDead as error:
            return _dead(request, error)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            agreed = signature.decision == Decision.AGREE
            return render(request, "reviews/link_done.html", {"link": link, "signature": signature, "agreed": agreed})
    context = {
        "link": link,
        "round": link.round,
        "form": form,
        "token": token,
        "signatures": signatures_so_far(link.round),
    }
    return render(request, "reviews/link_page.html", context, status=422 if form.errors else 200)


@never_cache
@require_safe
@xframe_options_sameorigin
def link_text(request: HttpRequest, token: str) -> HttpResponse:
    """The text alone, as it will be published."""
    try:
        link = _find(request, token)
    except DomainError as error:
        return _dead(request, error)
    return render_version(request, link.round.revision())  # type: ignore[arg-type]


def _find(request: HttpRequest, token: str) -> ReviewLink:
    if is_limited(request, PURPOSE, limit=MOST_MISSES):
        raise LinkDead(_("Too many wrong links from here. Please wait ten minutes."), code="limited")
    try:
        return find_link(token)
    except LinkDead:
        count_try(request, PURPOSE, seconds=MISS_SECONDS)
        raise


def _dead(request: HttpRequest, error: DomainError) -> HttpResponse:
    status = 429 if error.code == "limited" else 410
    return render(
        request, "reviews/link_dead.html", {"message": str(error), "used": error.code == "link_used"}, status=status
    )
