"""The same text for the admin's copy page: its pictures come from the public site, where WeChat can fetch them too."""

from outreach.domain.transcripts import Transcript, pictures_of
from outreach.domain.transcripts.blocks import picture_missing
from outreach.domain.transcripts.parts import Picture
from outreach.interfaces.packages import marker
from outreach.interfaces.pictures import load_library, picture_name
from outreach.interfaces.wechat import wechat_document

SHOWN = "max-1440x1440|format-jpeg|jpegquality-85|bgcolor-ffffff"


def wechat_preview(transcript: Transcript) -> str:
    """A whole document for a frame. Refuses pictures whose file is gone."""
    library = load_library(pictures_of(transcript), SHOWN)

    def placed(number: int, picture: Picture) -> tuple[str, str]:
        name = picture_name(number, picture)
        try:
            address = library[picture.image_id].get_rendition(SHOWN).url
        except (KeyError, OSError) as error:
            raise picture_missing(name) from error
        return address, marker(number, name)

    return wechat_document(transcript, placed=placed)
