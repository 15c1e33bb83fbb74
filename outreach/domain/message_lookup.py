"""What an asker finds under the tracking number: the state and the office's reply, and nothing about anybody."""

from outreach.enums import MessageState
from outreach.models import PublicMessage


def find_by_number(number: str) -> PublicMessage | None:
    """The message with this tracking number (as stored, without dashes); erased ones are unknown."""
    return PublicMessage.objects.kept().filter(number=number).first() if number else None


def state_to_show(message: PublicMessage) -> MessageState:
    """What is held back is received, as far as anybody outside can see: spammers learn nothing, people aren't accused."""
    state = MessageState(message.state)
    return MessageState.NEW if state == MessageState.SUSPECTED else state
