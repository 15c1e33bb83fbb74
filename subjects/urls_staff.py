from django.urls import path

from subjects.admin import approvals, breaches

urlpatterns = [
    path("subject-approvals/", approvals.approvals, name="subject-approvals"),
    path("subject-approvals/<int:pk>/approve/", approvals.subject_approve, name="subject-approve"),
    path("subject-approvals/<int:pk>/reject/", approvals.subject_reject, name="subject-reject"),
    path("representatives/<int:pk>/", approvals.representative_decide, name="representative-decide"),
    path("representatives/<int:pk>/end/", approvals.representative_end, name="representative-end"),
    path("record-deliveries/<int:pk>/retry/", approvals.delivery_retry, name="record-delivery-retry"),
    path("breach-records/<int:pk>/close/", breaches.breach_close, name="breach-close"),
    path("breach-records/<int:pk>/reopen/", breaches.breach_reopen, name="breach-reopen"),
]
