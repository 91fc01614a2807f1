"""The addresses of work on drafts."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from frameworks.views import changes, draft_copy, draft_frame, draft_life, draft_lines


class FrameConverter(StringConverter):
    """What of a frame is edited: its stages, columns or sections."""

    regex = "|".join(draft_frame.KINDS)


register_converter(FrameConverter, "frame")

DRAFT = "desk/<slug:slug>/draft"
LINE = f"{DRAFT}/lines/<uuid:key>"
ROW = f"{DRAFT}/<frame:kind>/<uuid:key>"
CELL = f"{DRAFT}/cells/<uuid:stage>/<uuid:column>"

urlpatterns = [
    path(
        "desk/organisations/<slug:slug>/frameworks/new/",
        draft_life.new_framework,
        name="framework_new",
    ),
    path(f"{DRAFT}/", draft_life.draft, name="draft"),
    path(f"{DRAFT}/start/", draft_life.start, name="draft_start"),
    path(f"{DRAFT}/discard/", draft_life.discard, name="draft_discard"),
    path(f"{DRAFT}/restore/<int:number>/", draft_life.restore, name="draft_restore"),
    path(f"{DRAFT}/undo/", draft_life.undo, name="draft_undo"),
    path(f"{DRAFT}/redo/", draft_life.redo, name="draft_redo"),
    path(f"{DRAFT}/here/", draft_life.here, name="draft_here"),
    path(f"{DRAFT}/front-page/", draft_life.front_page, name="draft_front_page"),
    path(f"{DRAFT}/changes/", changes.draft_changes, name="draft_changes"),
    path(f"{DRAFT}/changes.csv", changes.draft_changes_download, name="draft_changes_download"),
    path(f"{DRAFT}/lines/", draft_lines.several, name="draft_lines"),
    path(f"{DRAFT}/lines/place/", draft_lines.put, name="draft_place"),
    path(f"{LINE}/", draft_lines.line, name="draft_line"),
    path(f"{CELL}/add/", draft_lines.add, name="draft_add"),
    path(f"{CELL}/", draft_lines.marks, name="draft_marks"),
    *(
        path(f"{LINE}/{way}/", draft_lines.shift, {"direction": way}, name=f"draft_line_{way}")
        for way in ("up", "down")
    ),
    path(f"{DRAFT}/start-over/", draft_copy.start_over, name="draft_start_over"),
    path(f"{DRAFT}/differs/", draft_copy.differs, name="draft_differs"),
    path(f"{LINE}/return/", draft_copy.line_returned, name="draft_line_return"),
    path(f"{CELL}/return/", draft_copy.cell_returned, name="draft_cell_return"),
    path(f"{ROW}/return/", draft_copy.row_returned, name="draft_row_return"),
    *(
        path(f"{LINE}/{way}/", draft_copy.line_hidden, {"way": way}, name=f"draft_line_{way}")
        for way in ("hide", "show")
    ),
    *(
        path(f"{ROW}/{way}/", draft_copy.row_hidden, {"way": way}, name=f"draft_row_{way}")
        for way in ("hide", "show")
    ),
    path(f"{DRAFT}/<frame:kind>/", draft_frame.rows, name="draft_rows"),
    path(f"{DRAFT}/<frame:kind>/add/", draft_frame.add, name="draft_row_add"),
    path(f"{ROW}/", draft_frame.change, name="draft_row"),
    path(f"{ROW}/remove/", draft_frame.remove, name="draft_row_remove"),
    *(
        path(f"{ROW}/{way}/", draft_frame.move, {"direction": way}, name=f"draft_row_{way}")
        for way in ("up", "down")
    ),
]
