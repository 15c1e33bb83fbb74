"""One view, one INSERT; `python -m bench.bare.app` makes the table."""

import os

from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.bare.settings")
application = get_wsgi_application()


def insert(request: HttpRequest) -> HttpResponse:
    from bench.bare.models import Line

    Line.objects.create(text="one")
    # Without a length the server would have to answer in chunks.
    return HttpResponse(b"ok", headers={"Content-Length": "2"})


urlpatterns = [path("", insert)]

if __name__ == "__main__":
    call_command("migrate", run_syncdb=True, verbosity=0)
