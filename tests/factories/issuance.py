from accounts.models import Area
from issuance.domain.documents import request_document
from issuance.domain.sealing import seal_document
from issuance.models import IssuedDocument
from tests.factories.accounts import AreaFactory

CERTIFICATE_FACTS = {
    "unit": "示例区示范饲料有限公司",
    "uscc": "91000000EXAMPLE0X0",
    "role": "经办人",
    "session_title": "2026 年第 3 期企业信用修复公益培训",
    "hosts": "示例区信用办、连海区信用办联合举办",
    "contents": "社会信用体系建设基本情况、信用修复政策与申请流程、失信惩戒与退出机制",
    "achievements": "参加了结业测试并签署培训承诺",
    "attended_from": "2026-08-05",
    "issued_on": "2026-08-05",
    "issuer": "示例区社会信用体系建设领导小组办公室",
}


def certificate(source_key="completion:1", *, area: Area | None = None, name="王小明", **changes) -> IssuedDocument:
    """A requested certificate; `facts` adds to or changes the usual ones."""
    facts = {**CERTIFICATE_FACTS, **changes.pop("facts", {})}
    values = {"kind": "certificate", "subject": None, "number_scope": "320799-XYXF-2026-03", **changes}
    return request_document(source_key=source_key, area=area or AreaFactory(), person_name=name, facts=facts, **values)


def sealed_certificate(source_key="completion:1", **changes) -> IssuedDocument:
    return seal_document(certificate(source_key, **changes))
