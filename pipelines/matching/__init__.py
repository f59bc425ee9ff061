"""Matching: who of the people a college can place goes to which need, as exact min-cost flows.

Here belong the allocation, its proof, its prices, the greedy answer beside it and the reasons of what stays unplaced:
frames in, one frame out. Who may meet whom, and what a pair is worth, is worked out in dbt. Nothing here knows of a
database, of dbt or of Dagster.
"""

from pipelines.matching.matching import match

__all__ = ["match"]
