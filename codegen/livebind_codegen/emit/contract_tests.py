"""Emits contract tests."""
