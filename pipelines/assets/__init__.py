"""The asset graph of Dagster: a thin shell over `pipelines.running.stages`, leaving the same records as `cvm refresh`.

Belongs here: assets, their checks, and what people are shown of them. Does not belong here: any logic of a stage, and
the assembly of the graph (`pipelines.definitions`). Sources differ in data alone and come from one factory; what has
logic of its own is written by hand. The layers are named in this module and nowhere else.
"""

import dagster as dg

LANDING = "landing"
RAW = "raw"
REFERENCE = "reference"
STAGING = "staging"
INTERMEDIATE = "intermediate"
MARTS = "marts"
PUBLICATION = "publication"

LAYERS = (LANDING, RAW, REFERENCE, STAGING, INTERMEDIATE, MARTS, PUBLICATION)
"""The groups of the graph, in the order in which a row passes them; those of dbt are its folders."""

OWNERS = ["team:cvm_data_office"]

RETRIES = dg.RetryPolicy(max_retries=2, delay=60, backoff=dg.Backoff.EXPONENTIAL)
"""Of every step; `pipelines.assets.shown.told` says which failures are worth trying again."""
