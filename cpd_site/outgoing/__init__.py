"""Requests to other sites: only from commands, never while somebody waits for a page. No Django
here.
"""
