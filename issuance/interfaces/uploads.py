from typing import Any

from django.core.files.uploadhandler import MemoryFileUploadHandler, StopUpload
from django.http import HttpRequest

from issuance.domain.verification import MAX_BYTES


class MemoryOnlyHandler(MemoryFileUploadHandler):
    """Keeps an uploaded file in memory and never on a disk; stops reading once it is longer than any paper of ours."""

    is_over = False
    received = 0

    def handle_raw_input(self, *args: Any, **kwargs: Any) -> None:
        self.activated = True  # whatever the request says its length is

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        self.received += len(raw_data)
        if self.received > MAX_BYTES:
            self.is_over = True
            raise StopUpload(connection_reset=False)
        return super().receive_data_chunk(raw_data, start)


def keep_in_memory(request: HttpRequest) -> MemoryOnlyHandler:
    """Call before anything looks at request.POST or request.FILES."""
    handler = MemoryOnlyHandler(request)
    request.upload_handlers = [handler]
    return handler


def is_too_large(request: HttpRequest) -> bool:
    """Does the request say that it carries more than any paper of ours? Then it needn't be read at all."""
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0) > MAX_BYTES + 64 * 1024
    except ValueError:
        return False
