from issuance.domain.sealing import seal_document, sweep_sealing
from issuance.models import IssuedDocument


def seal_document_task(public_id: str) -> str:
    document = IssuedDocument.objects.filter(public_id=public_id).first()
    return seal_document(document).state if document else "gone"


def sweep_sealing_task() -> int:
    return sweep_sealing()
