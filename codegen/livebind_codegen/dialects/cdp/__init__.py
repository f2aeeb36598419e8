"""Browsers that speak the Chrome DevTools Protocol (CDP), and tell it."""
