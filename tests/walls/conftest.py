"""Every role's client at once, the neighbours', and the sample objects."""

from types import SimpleNamespace

import pytest

from deputies import roles
from tests import people
from tests.scenes import scene

from . import pages


@scene(sees_everything=False)
def cast(world):
    """Everybody and everything that the walls walk with, built once for a file of them."""
    return SimpleNamespace(
        clients={
            roles.DEPUTY: people.wang(world),
            roles.TOWNSHIP_CLERK: people.li(world),
            roles.TOWNSHIP_CHAIR: people.li_chair(world),
            roles.COUNTY_STAFF: people.sun(world),
            roles.COUNTY_LEADER: people.zhou(world),
            roles.HANDLING_UNIT: people.qian(world),
            roles.SYSTEM_ADMIN: people.system_admin(world),
            roles.SECURITY_ADMIN: people.security_admin(world),
            roles.AUDITOR: people.auditor(world),
        },
        neighbours=[
            people.zhao(world),
            people.post_client(world, "西乡干事", roles.TOWNSHIP_CLERK, [world.west]),
            people.post_client(world, "赵代表", roles.DEPUTY, person=world.zhao),
        ],
        samples=pages.samples(world),
    )


@pytest.fixture
def clients(cast):
    """A client for each role; the people of townships and the deputy stand in 东乡."""
    return cast.clients


@pytest.fixture
def neighbours(cast):
    """The chair, the clerk and a deputy of 西乡."""
    return cast.neighbours


@pytest.fixture
def samples(cast):
    return cast.samples
