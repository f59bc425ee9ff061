"""The printed reports that the circulars ask for, in Thai, as A4 pages.

Belongs here: which figures stand in which report, and how a page is set. Does not: any sum or rate (a report prints
cells of published tables) and the command line. A report is a `Document` of blocks (`blocks`); `typesetting`
makes it a PDF.
"""
