from notices.domain import messages


def deliver_message(message_id: int) -> bool:
    return messages.deliver_message(message_id)


def sweep_messages() -> int:
    return messages.sweep_messages()
