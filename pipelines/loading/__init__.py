"""Loading: landing, the register of files, and the one writer of `build.duckdb`.

Belongs here: immutable Parquet of what was read, the verdict beside it, and the transaction that takes a judged
batch into `raw`. Does not belong here: reading, judging, or anything downstream of `raw`.
"""
