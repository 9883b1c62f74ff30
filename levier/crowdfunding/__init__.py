"""Campaigns and the pledges of their givers."""
