"""Search in Chinese: one table behind Wagtail's search interface. Anything inside a title or text is found, word or not."""
