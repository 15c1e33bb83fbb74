from issuance.models import NumberSequence


def lock_sequence(scope: str) -> NumberSequence:
    """Hold the scope's sequence until the caller's transaction ends: nobody else draws a number from it meanwhile."""
    NumberSequence.objects.get_or_create(scope=scope)
    return NumberSequence.objects.select_for_update().get(scope=scope)


def draw_number(scope: str, *, number_format: str) -> str:
    """The next number of a scope. Gap-free: it is drawn in the transaction that uses it, and returned if that fails."""
    sequence = lock_sequence(scope)
    sequence.last += 1
    sequence.save(update_fields=["last"])
    return number_format.format(scope=scope, serial=sequence.last)
