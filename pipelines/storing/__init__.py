"""Where the warehouse's tables are kept: files of this home, or a lake that many homes share. No SQL of the models."""
