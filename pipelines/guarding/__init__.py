"""Guarding: Great Expectations judges every load; here its answer becomes a verdict per row and per file.

Belongs here: running the suite that a contract implies, duplicates, quarantine, held files, the sender's report.
Does not belong here: reading files, and what stands in the warehouse (the loader hands that in).
"""
