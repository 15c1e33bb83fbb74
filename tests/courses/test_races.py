"""Capacity under contention: 50 requests, at most 32 connections, 5 seats. And the twin that shows why the lock is there."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import close_old_connections, connection, connections
from django.test import Client
from django.urls import reverse

from courses.domain import enrolment as enrolment_domain
from courses.domain.enrolment import enrol_trainee, withdraw_enrolment
from courses.domain.errors import FullError
from courses.models import Enrolment, TrainingSession
from tests.factories.accounts import UserFactory
from tests.factories.courses import TrainingSessionFactory
from tests.factories.subjects import SubjectFactory, make_uscc

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
CONNECTIONS = 32
REQUESTS = 50
SEATS = 5


def at_once(work, count, *, workers=CONNECTIONS):
    """Run work(0…count-1) in threads that start together; returns the results, exceptions included."""
    start = threading.Barrier(min(workers, count))

    def run(number):
        close_old_connections()
        try:
            if number < start.parties:
                start.wait()
            return work(number)
        except Exception as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(max_workers=workers) as pool:
        return list(pool.map(run, range(count)))


@pytest.fixture
def session():
    return TrainingSessionFactory(capacity=SEATS)


def enrol(session, subject, number):
    return enrol_trainee(
        session, subject=subject, name=f"学员{number}", phone=f"138{number:08d}", actor=None, source="representative"
    )


def test_last_seat_two_enterprises_race(session):
    TrainingSession.objects.update(capacity=1)
    firms = SubjectFactory.create_batch(2, area=session.area)
    results = at_once(lambda number: enrol(session, firms[number], number), 2)
    assert sorted(type(result).__name__ for result in results) == ["Enrolment", "FullError"]


def test_50_requests_for_5_seats_through_the_office_page(session):
    manager = UserFactory(area=session.area, is_superuser=True)
    address = reverse("training-session-enrol", args=[session.pk])

    def post(number):
        client = Client()
        client.force_login(manager, backend="django.contrib.auth.backends.ModelBackend")
        row = {"trainee-0-name": f"学员{number}", "trainee-0-phone": "", "trainee-0-role": "agent"}
        form = {
            "uscc": make_uscc(number),
            "firm_name": f"公司{number}",
            "trainee-TOTAL_FORMS": 1,
            "trainee-INITIAL_FORMS": 0,
        }
        return client.post(address, form | row).status_code

    answers = at_once(post, REQUESTS)
    assert sorted(answers, key=str) == [200] * (REQUESTS - SEATS) + [302] * SEATS
    seats = Enrolment.objects.seated().values_list("seat_number", flat=True)
    assert sorted(seats) == list(range(1, SEATS + 1))


def test_50_calls_of_the_domain_for_5_seats(session):
    firm = SubjectFactory(area=session.area)
    results = at_once(lambda number: enrol(session, firm, number), REQUESTS)
    assert sum(isinstance(result, Enrolment) for result in results) == SEATS
    assert sum(isinstance(result, FullError) for result in results) == REQUESTS - SEATS


def test_same_person_many_times_at_once_is_one_enrolment(session):
    firm = SubjectFactory(area=session.area)
    results = at_once(lambda number: enrol(session, firm, 1), 10)
    assert {result.pk for result in results} == {Enrolment.objects.get().pk}


def test_withdrawn_twice_at_once_frees_one_seat(session):
    enrolment = enrol(session, SubjectFactory(area=session.area), 1)
    at_once(lambda number: withdraw_enrolment(Enrolment.objects.get(pk=enrolment.pk), actor=None), 5)
    assert not Enrolment.objects.seated().exists()


@pytest.fixture
def without_lock(monkeypatch):
    monkeypatch.setattr(enrolment_domain, "lock_session", lambda session: TrainingSession.objects.get(pk=session.pk))


@pytest.fixture
def without_constraint():
    constraint = next(c for c in Enrolment._meta.constraints if c.name == "enrolment_seat_once")
    with connection.schema_editor() as editor:
        editor.remove_constraint(Enrolment, constraint)
    yield
    Enrolment.objects.all().delete()
    with connection.schema_editor() as editor:
        editor.add_constraint(Enrolment, constraint)


@pytest.fixture
def slow_count(monkeypatch):
    """Everybody counts the seats before anybody takes one."""
    free_seats, meet = enrolment_domain._free_seats, threading.Barrier(8)

    def counted(session):
        seats = free_seats(session)
        meet.wait(timeout=20)
        return seats

    monkeypatch.setattr(enrolment_domain, "_free_seats", counted)


def test_without_the_lock_the_constraint_still_refuses(session, without_lock, slow_count):
    firm = SubjectFactory(area=session.area)
    at_once(lambda number: enrol(session, firm, number), 8, workers=8)
    assert Enrolment.objects.seated().count() <= SEATS


def test_twin_without_lock_and_constraint_the_race_shows(session, without_lock, without_constraint, slow_count):
    firm = SubjectFactory(area=session.area)
    at_once(lambda number: enrol(session, firm, number), 8, workers=8)
    assert Enrolment.objects.seated().count() > SEATS
