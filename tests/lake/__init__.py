"""Homes that share one lake."""
