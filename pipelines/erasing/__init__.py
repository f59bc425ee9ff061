"""Erasing (PDPA): a person leaves everything that a home and its lake keep, cannot come back, and a search proves it.

Belongs here: the list of who was erased, finding what is theirs, removing it, and the search. Does not belong here:
rebuilding and publishing, which are the stages of any run.
"""
