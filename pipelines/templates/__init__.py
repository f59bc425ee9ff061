"""Templates: the blank workbook of each source that the office hands out, made from its contract and the seeds.

Belongs here: what a clerk sees before anything is sent. Does not belong here: reading what comes back.
"""
