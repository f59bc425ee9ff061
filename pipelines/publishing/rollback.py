"""Pointing readers back to an earlier publication that is still kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.erasing.shared import register_of
from pipelines.publishing import store
from pipelines.publishing.errors import PublicationErased, UnknownPublication

if TYPE_CHECKING:
    from pipelines.settings import Settings


def rollback(settings: Settings, publication_id: str) -> store.KeptPublication:
    """Make this kept publication current, in one step, and return it.

    Readers who hold the other publication open are not disturbed. Raises UnknownPublication, which lists the
    publications kept, for an id that is not among them, and PublicationErased for one that is gone because a person in
    it was erased, or that an erasure which has begun is about to remove.
    """
    published = settings.published
    kept = store.kept_ids(published)
    register = register_of(settings)
    if publication_id in register.publications or register.begun is not None:
        raise PublicationErased(publication_id, reversed(kept), has_begun=register.begun is not None)
    if settings.store != "duckdb":
        return _in_lake(settings, publication_id)
    if publication_id not in kept:
        raise UnknownPublication(publication_id, reversed(kept))
    store.point_current(published, publication_id)
    return next(found for found in store.kept_publications(published) if found.publication_id == publication_id)


def kept_publications(settings: Settings) -> list[store.KeptPublication]:
    """The publications kept in the home, or in the lake, newest first."""
    if settings.store == "duckdb":
        return store.kept_publications(settings.published)
    from pipelines.storing.shelf import shelf

    return shelf(settings).as_kept()


def _in_lake(settings: Settings, publication_id: str) -> store.KeptPublication:
    """The lake decides; this home follows it at once, every other one with its next refresh."""
    from pipelines.storing.publications import fetch, switch

    switch(settings, publication_id)
    fetch(settings)
    return next(found for found in kept_publications(settings) if found.publication_id == publication_id)
