from typing import Any

from django.apps import apps
from django.contrib import messages
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLPattern, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem
from wagtail.admin.widgets import Button
from wagtail.models import Page

from accounts.models import User
from reviews.admin.viewsets import ChainViewSet, OutsideSignerViewSet, StageViewSet, StandInViewSet
from reviews.admin.words import ContentChecksGroup
from reviews.domain.content import specific
from reviews.domain.gate import may_publish, require_checked
from reviews.models import ReviewRound
from reviews.rules import can_see_reviews
from reviews.urls_staff import urlpatterns

SEES_REVIEWS = "_sees_reviews"
chain_screens = ChainViewSet(), StageViewSet(), OutsideSignerViewSet(), StandInViewSet()
# Others put their items here by the hook's name.
review_menu = Menu(register_hook_name="register_review_menu_item")


class ReviewItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        """Asked once per request: every screen of the admin draws the menu."""
        shown: bool | None = getattr(request, SEES_REVIEWS, None)
        if shown is None:
            shown = can_see_reviews(request.user)
            setattr(request, SEES_REVIEWS, shown)
        return shown


@hooks.register("register_admin_viewset")
def register_viewsets() -> list[Any]:
    return [*chain_screens, ContentChecksGroup()]


@hooks.register("register_admin_urls")
def register_urls() -> list[URLPattern]:
    return urlpatterns


@hooks.register("insert_editor_js")
def checks_in_the_editor() -> SafeString:
    return format_html('<script type="module" src="{}"></script>', static("js/content-checks.js"))


@hooks.register("insert_global_admin_css")
def style_of_the_checks() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("css/admin-checks.css"))


@hooks.register("register_admin_menu_item")
def register_menu() -> SubmenuMenuItem:
    return SubmenuMenuItem(_("Reviews (三审三校)"), review_menu, icon_name="clipboard-list", order=150)


@hooks.register("register_review_menu_item")
def register_mine() -> ReviewItem:
    return ReviewItem(_("My reviews"), reverse("reviews-mine"), icon_name="check", order=100)


@hooks.register("register_review_menu_item")
def register_leave() -> ReviewItem:
    return ReviewItem(_("My stand-in during leave"), reverse("review-stand-ins"), icon_name="user", order=150)


def _register_screen(viewset: Any, order: int) -> None:
    @hooks.register("register_review_menu_item")
    def item() -> MenuItem:
        return viewset.get_menu_item(order=order)


for _place, _viewset in enumerate(chain_screens):
    _register_screen(_viewset, 500 + _place)


@hooks.register("construct_page_action_menu")
@hooks.register("construct_snippet_action_menu")
def leave_out_publish(menu_items: list[Any], request: HttpRequest, context: dict[str, Any]) -> None:
    """No button for what the gate would refuse. It is the gate that refuses; this only doesn't invite."""
    obj = context.get("page") or context.get("instance") or _new_object(request, context)
    if obj is None or may_publish(specific(obj), getattr(obj, "latest_revision", None)).allowed:
        return
    menu_items[:] = [item for item in menu_items if item.name != "action-publish"]


@hooks.register("before_publish_page")
def ask_the_checks(request: HttpRequest, page: Any) -> None:
    """The draft is saved by now: what is refused loses nothing."""
    require_checked(page.specific.get_latest_revision_as_object())


@hooks.register("before_bulk_action")
def ask_the_checks_for_all(request: HttpRequest, action_type: str, objects: Any, action: Any) -> None:
    if action_type == "publish" and request.method == "POST":
        for page in (each for each in objects if isinstance(each, Page)):
            require_checked(page.specific.get_latest_revision_as_object())


@hooks.register("before_create_page")
def create_as_draft(request: HttpRequest, parent_page: Any, page_class: type) -> None:
    """“Publish” on a form for a new page, from a window older than the chain: kept as a draft instead of lost."""
    if request.POST.get("action-publish") and not may_publish(page_class()).allowed:
        posted = request.POST.copy()
        del posted["action-publish"]
        request.POST = posted  # type: ignore[assignment]
        messages.warning(request, _("Saved as a draft: this type of content is reviewed before it is published."))


def _new_object(request: HttpRequest, context: dict[str, Any]) -> Any:
    """What a form for a new page or snippet is about; nobody can have signed it."""
    model = context.get("model")
    if model is None and context.get("view") == "create" and request.resolver_match:
        found = request.resolver_match.kwargs
        model = apps.get_model(found["content_type_app_name"], found["content_type_model_name"])
    return model() if model is not None else None


@hooks.register("register_page_header_buttons")
def round_button(page: Any, user: User, next_url: str | None = None, view_name: str = "") -> list[Button]:
    round_ = ReviewRound.objects.about(specific(page)).first() if page.pk else None
    if round_ is None or not can_see_reviews(user):
        return []
    url = reverse("review-round", args=[round_.public_id])
    return [Button(_("Reviews of this text"), url=url, icon_name="clipboard-list", priority=5)]
