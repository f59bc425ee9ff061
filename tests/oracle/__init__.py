"""The employment cube worked out a second time, from its definitions alone, without a line of the warehouse's SQL."""
