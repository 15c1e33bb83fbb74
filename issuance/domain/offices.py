from accounts.models import Area, OfficeSettings


def issuer_for(area: Area) -> str:
    """The name at the foot of an area's papers, from the office settings; the area's own name where none is entered."""
    for office in OfficeSettings.objects.filter(area__isnull=False).exclude(issuer_name="").select_related("area"):
        if office.area and area.path.startswith(office.area.path):
            return office.issuer_name
    return area.name
