"""Running: one refresh from the first look to the last word, and what belongs to a home.

Belongs here: the run and its lock, the inbox, the stages and their order, checking one file, the demonstration, the
doctor. Does not belong here: how a stage does its work (reading, guarding, loading, building, publishing).
"""
