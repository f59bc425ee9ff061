"""Pointing readers back to an earlier publication that is still kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.publishing import store
from pipelines.publishing.errors import UnknownPublication

if TYPE_CHECKING:
    from pipelines.settings import Settings


def rollback(settings: Settings, publication_id: str) -> store.KeptPublication:
    """Make this kept publication current, in one step, and return it.

    Readers who hold the other publication open are not disturbed. Raises UnknownPublication, which lists the
    publications kept, for an id that is not among them.
    """
    published = settings.published
    kept = store.kept_ids(published)
    if publication_id not in kept:
        raise UnknownPublication(publication_id, reversed(kept))
    store.point_current(published, publication_id)
    return next(found for found in store.kept_publications(published) if found.publication_id == publication_id)
