"""Locator maps as PNG, without a tile server."""
