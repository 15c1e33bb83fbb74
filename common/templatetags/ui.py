"""The components every template may use; see /styleguide/ in development."""

from django import template

register = template.Library()
