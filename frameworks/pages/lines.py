"""What templates ask of a line, in any template without a {% load %}."""

from django.template import Library

from opportunities.grid import fields

register = Library()
register.filter("beside", fields.beside)
