from common.domain.facts import drain_facts


def drain_facts_task() -> int:
    return drain_facts()
