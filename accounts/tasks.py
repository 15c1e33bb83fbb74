from accounts.domain.audit import chain_batch


def chain_audit() -> int | None:
    """Close batches until every settled entry is in the chain."""
    last = None
    while batch := chain_batch():
        last = batch.pk
    return last
