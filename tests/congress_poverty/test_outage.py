"""What people and phones are told when the database is away."""

import sqlite3
from contextlib import closing

import pytest
from django.db import OperationalError, connection
from django.test import Client


def failing(message: str):
    def refuse(execute, sql, params, many, context):
        raise OperationalError(message)

    return connection.execute_wrapper(refuse)


def misspelt_column(execute, sql, params, many, context):
    with closing(sqlite3.connect(":memory:")) as database:
        try:
            database.execute("SELECT nothing FROM nowhere")
        except sqlite3.OperationalError as error:
            raise OperationalError(str(error)) from error


@pytest.fixture
def signed_in(sun):
    """孙's client, which hands back the answer instead of raising the view's error."""
    client = Client(raise_request_exception=False)
    client.cookies = sun.cookies
    return client


def test_a_page_says_in_words_that_the_database_is_away_and_when_to_come_back(signed_in):
    with failing("connection refused"):
        response = signed_in.get("/notices/")
    assert (response.status_code, response["Retry-After"]) == (503, "30")
    assert "数据库现在连不上" in response.content.decode()


def test_a_script_gets_the_same_as_json(signed_in):
    with failing("connection refused"):
        response = signed_in.get("/notices/", headers={"X-Requested-With": "fetch"})
    assert response.status_code == 503
    assert "数据库现在连不上" in response.json()["sentence"]


def test_a_full_disk_is_called_by_its_name(signed_in):
    with failing("database or disk is full"):
        response = signed_in.get("/notices/")
    assert "磁盘已满" in response.content.decode()


def test_a_mistake_in_the_program_is_not_called_an_outage(signed_in):
    with connection.execute_wrapper(misspelt_column):
        response = signed_in.get("/notices/")
    assert response.status_code == 500
