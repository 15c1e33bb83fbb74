from typing import Any

from wagtail.images.forms import BaseImageForm

from outreach.domain.images import strip_metadata


class SiteImageForm(BaseImageForm):
    """Every upload to the picture library, one or many, passes here: what the camera wrote into the file is taken out."""

    def clean_file(self) -> Any:
        file = self.cleaned_data.get("file")
        if not file or "file" not in self.changed_data:
            return file
        return strip_metadata(file, name=file.name)
