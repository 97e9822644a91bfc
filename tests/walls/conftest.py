"""Every role's client at once, and the sample objects."""

import pytest

from deputies import roles

from . import pages


@pytest.fixture
def clients(wang, li, li_chair, sun, zhou, qian, system_admin, security_admin, auditor):
    """A client for each role; the people of townships and the deputy stand in 东乡."""
    return {
        roles.DEPUTY: wang,
        roles.TOWNSHIP_CLERK: li,
        roles.TOWNSHIP_CHAIR: li_chair,
        roles.COUNTY_STAFF: sun,
        roles.COUNTY_LEADER: zhou,
        roles.HANDLING_UNIT: qian,
        roles.SYSTEM_ADMIN: system_admin,
        roles.SECURITY_ADMIN: security_admin,
        roles.AUDITOR: auditor,
    }


@pytest.fixture
def samples(world):
    return pages.samples(world)
