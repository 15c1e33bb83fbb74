from django.db import models
from django.utils.translation import gettext_lazy as _


class CampaignState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class ActivityState(models.TextChoices):
    PLANNED = "planned", _("Planned")
    CANCELLED = "cancelled", _("Cancelled")


class ActivityKind(models.TextChoices):
    DESK = "desk", _("Advice desk")
    LECTURE = "lecture", _("Lecture")
    CLASS_MEETING = "class", _("Class meeting")
    FORUM = "forum", _("Discussion")
    SHOW = "show", _("Stage show")
    CONTEST = "contest", _("Contest")
    VISIT = "visit", _("Visit")
    DISPLAY = "display", _("Boards and screens")
    TRAINING = "training", _("Training")
    OTHER = "other", _("Other")
