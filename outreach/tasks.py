from outreach.domain.search_log import forget_old_searches


def forget_searches() -> int:
    return forget_old_searches()
