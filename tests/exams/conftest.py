import pytest

from tests.factories.exams import CandidateFactory, Phone


@pytest.fixture
def candidate():
    return CandidateFactory()


@pytest.fixture
def phone(candidate):
    return Phone(candidate)
