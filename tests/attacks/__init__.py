"""Files that are sent to do harm, each built in code, and the proof that none of them does."""
