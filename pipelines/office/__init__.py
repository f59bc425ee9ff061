"""The office's own work: its calendar, and what proves that a duty is done.

Belongs here: the events of the letters and those that the office adds, their rules, and the language of their proofs.
Does not belong here: what colleges send (`reading`), or who has done what by when (dbt).
"""
