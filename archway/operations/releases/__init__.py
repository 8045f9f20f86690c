"""Releases: trained, judged, compared, put live and taken back."""
