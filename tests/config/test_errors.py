import pytest
from rest_framework.exceptions import NotFound
from rest_framework.test import APIRequestFactory

from characters.domain.errors import Refused
from config.api import explain_error


@pytest.mark.parametrize(("method", "status"), [("get", 400), ("head", 400), ("post", 409), ("delete", 409)])
def test_a_refusal_reaches_the_caller_in_its_own_words(method, status):
    request = getattr(APIRequestFactory(), method)("/api/")
    response = explain_error(Refused("There is no realm “x” in US."), {"request": request})
    assert (response.status_code, response.data) == (status, {"detail": "There is no realm “x” in US."})


def test_the_frameworks_errors_stay_the_frameworks():
    response = explain_error(NotFound(), {"request": APIRequestFactory().get("/api/")})
    assert response.status_code == 404


def test_a_defect_is_not_hidden():
    assert explain_error(ZeroDivisionError(), {"request": APIRequestFactory().get("/api/")}) is None
