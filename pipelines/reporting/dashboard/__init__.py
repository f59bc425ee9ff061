"""The dashboard: a static site from one file of a publication, that opens from a file share and asks no network.

A page is three things: a module here that says which cells of which tables it shows (`slices.py`), a script in
`static/pages/` that shows them, and an entry in the list of `pages.py`. Words stand in `words/`, Thai and English.
"""
