from django.db import models


class Line(models.Model):
    text = models.CharField(max_length=40)
    at = models.DateTimeField(auto_now_add=True)
