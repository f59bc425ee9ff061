"""Publishing and refreshing while processes die, read, run out of disk and try to break out.

A usual run does a few of each, a proof (`CVM_PROOF=full`) the full counts. Each module of steps here is a program of
its own: it imports everything, forks a process for each try, and prints what came of it as JSON. It opens no database
itself, for a process that has threads cannot be forked safely.
"""
