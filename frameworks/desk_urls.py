"""The addresses of work on drafts."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from frameworks.views import changes
from frameworks.views.drafts import copies, lifecycle, lines, rows_and_columns


class FrameConverter(StringConverter):
    """What of a frame is edited: its stages, columns or sections."""

    regex = "|".join(rows_and_columns.KINDS)


register_converter(FrameConverter, "frame")

DRAFT = "desk/<slug:slug>/draft"
LINE = f"{DRAFT}/lines/<uuid:key>"
ROW = f"{DRAFT}/<frame:kind>/<uuid:key>"
CELL = f"{DRAFT}/cells/<uuid:stage>/<uuid:column>"

urlpatterns = [
    path(
        "desk/organisations/<slug:slug>/frameworks/new/",
        lifecycle.new_framework,
        name="framework_new",
    ),
    path(f"{DRAFT}/", lifecycle.draft, name="draft"),
    path(f"{DRAFT}/start/", lifecycle.start, name="draft_start"),
    path(f"{DRAFT}/discard/", lifecycle.discard, name="draft_discard"),
    path(f"{DRAFT}/restore/<int:number>/", lifecycle.restore, name="draft_restore"),
    path(f"{DRAFT}/undo/", lifecycle.undo, name="draft_undo"),
    path(f"{DRAFT}/redo/", lifecycle.redo, name="draft_redo"),
    path(f"{DRAFT}/here/", lifecycle.here, name="draft_here"),
    path(f"{DRAFT}/front-page/", lifecycle.front_page, name="draft_front_page"),
    path(f"{DRAFT}/changes/", changes.draft_changes, name="draft_changes"),
    path(f"{DRAFT}/changes.csv", changes.draft_changes_download, name="draft_changes_download"),
    path(f"{DRAFT}/lines/", lines.several, name="draft_lines"),
    path(f"{DRAFT}/lines/place/", lines.put, name="draft_place"),
    path(f"{LINE}/", lines.line, name="draft_line"),
    path(f"{CELL}/add/", lines.add, name="draft_add"),
    path(f"{CELL}/", lines.marks, name="draft_marks"),
    *(
        path(f"{LINE}/{way}/", lines.shift, {"direction": way}, name=f"draft_line_{way}")
        for way in ("up", "down")
    ),
    path(f"{DRAFT}/start-over/", copies.start_over, name="draft_start_over"),
    path(f"{DRAFT}/differs/", copies.differs, name="draft_differs"),
    path(f"{LINE}/return/", copies.line_returned, name="draft_line_return"),
    path(f"{CELL}/return/", copies.cell_returned, name="draft_cell_return"),
    path(f"{ROW}/return/", copies.row_returned, name="draft_row_return"),
    *(
        path(f"{LINE}/{way}/", copies.line_hidden, {"way": way}, name=f"draft_line_{way}")
        for way in ("hide", "show")
    ),
    *(
        path(f"{ROW}/{way}/", copies.row_hidden, {"way": way}, name=f"draft_row_{way}")
        for way in ("hide", "show")
    ),
    path(f"{DRAFT}/<frame:kind>/", rows_and_columns.rows, name="draft_rows"),
    path(f"{DRAFT}/<frame:kind>/add/", rows_and_columns.add, name="draft_row_add"),
    path(f"{ROW}/", rows_and_columns.change, name="draft_row"),
    path(f"{ROW}/remove/", rows_and_columns.remove, name="draft_row_remove"),
    *(
        path(f"{ROW}/{way}/", rows_and_columns.move, {"direction": way}, name=f"draft_row_{way}")
        for way in ("up", "down")
    ),
]
