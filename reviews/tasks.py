from reviews.domain import schedule


def run_schedule() -> int:
    return schedule.run_schedule()
