"""Wiring only: settings, timetable, routes and the page shell. Nobody imports config."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
