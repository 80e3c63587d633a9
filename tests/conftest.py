"""What all tests share: property tests are not timed, so that a busy machine fails none of them."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("demarche", deadline=None)
settings.load_profile("demarche")
