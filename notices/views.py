from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from notices.models import Message


@never_cache
def dev_inbox(request: HttpRequest) -> HttpResponse:
    """Outgoing messages, newest first. Development only: everywhere else this page isn't there."""
    if not settings.DEV_INBOX:
        raise Http404
    return render(request, "notices/dev_inbox.html", {"inbox": Message.objects.all()[:50]})
