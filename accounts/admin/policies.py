from typing import Any

from wagtail.permission_policies import ModelPermissionPolicy


class LimitedPolicy(ModelPermissionPolicy):
    """The model's permissions, but never more than these verbs, whoever asks: superusers can't rewrite history either."""

    def __init__(self, model: type, *verbs: str) -> None:
        super().__init__(model)
        self.verbs = verbs

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action in self.verbs and super().user_has_permission(user, action)

    def user_has_any_permission(self, user: Any, actions: Any) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Any) -> bool:
        return self.user_has_permission(user, action)

    def user_has_any_permission_for_instance(self, user: Any, actions: Any, instance: Any) -> bool:
        return self.user_has_any_permission(user, actions)
