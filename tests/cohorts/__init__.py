"""Random small cohorts of made-up colleges, drawn where the definitions of one-year employment have their edges.

`sending.files` gives ordinary files in the office's templates; nothing in them is at fault.
"""
