"""Benchmarks, off by default: ``make bench``."""
