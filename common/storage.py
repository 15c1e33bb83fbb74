from django.core.files.storage import Storage, storages


def private_storage() -> Storage:
    """Files that leave only through a view that checks who asks. Pass this callable to FileField(storage=...)."""
    return storages["private"]
