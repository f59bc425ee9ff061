"""The dashboard in a real browser, opened from files with the network away."""
