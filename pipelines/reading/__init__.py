"""Reading: a sender's file becomes a canonical frame, or a named fault.

Belongs here: file formats, encodings, finding the heading, the repair of Thai text, numbers, dates, code lists
and names. Does not belong here: judging rows (guarding), keeping them (loading), or any value of a cell in a
message.
"""
