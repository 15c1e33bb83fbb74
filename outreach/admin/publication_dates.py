from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from wagtail.models import Page

from accounts.access import require, user_of
from common.errors import DomainError
from outreach.domain.publication_dates import change_publication_date
from outreach.interfaces.forms import PublicationDateForm
from outreach.rules import can_change_publication_date


@require(can_change_publication_date, login_url="wagtailadmin_login")
def page_publication_date(request: HttpRequest, pk: int) -> HttpResponse:
    """Another date of first publication, with the reason."""
    page = get_object_or_404(Page.objects.exclude(first_published_at=None), pk=pk)
    if not page.permissions_for_user(user_of(request)).can_edit():
        return redirect("wagtailadmin_explore", page.pk)
    form = PublicationDateForm(request.POST or None, initial={"at": page.first_published_at})
    if form.is_valid():
        try:
            change_publication_date(page, actor=user_of(request), **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The date is changed; date and reason are in the page's history."))
            return redirect("wagtailadmin_pages:history", page.pk)
    title = _("Date of publication")
    context = {"page": page, "form": form, "page_title": title, "header_title": title, "header_icon": "date"}
    return render(request, "outreach/admin/publication_date.html", context)
