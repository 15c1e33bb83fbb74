import pytest
from django.db import transaction

from common.locking import share_lock, take_lock


@pytest.mark.django_db(transaction=True)
def test_a_lock_needs_a_transaction_to_end_with():
    for lock in (share_lock, take_lock):
        with pytest.raises(transaction.TransactionManagementError):
            lock("anything")
        with transaction.atomic():
            lock("anything")
