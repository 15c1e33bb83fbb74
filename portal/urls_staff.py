from django.urls import path

from portal.admin import subject_files

urlpatterns = [path("subject-files/<int:pk>/", subject_files.subject_file, name="subject-file")]
