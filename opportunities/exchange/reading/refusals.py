"""Messages for files that we do not read: what they are, and what to do. Each continues a sentence
that begins with the file name.
"""

from opportunities.exchange.reading.guard import LOCKED, MACROS
from opportunities.exchange.reading.kinds import FileKind

AS_WORD = "Open it in Word, save it as “Word document (*.docx)”, and bring in that."
AS_EXCEL = "Open it in Excel, save it as “Excel workbook (*.xlsx)”, and bring in that."

REFUSALS = {
    FileKind.EMPTY: "has nothing in it. Save or download it again, and choose it again.",
    FileKind.OLD_WORD: f"is an old Word file, which we cannot read. {AS_WORD}",
    FileKind.RICH_TEXT: f"is a file of rich text (.rtf), which we cannot read. {AS_WORD}",
    FileKind.OPEN_TEXT: (
        "is an OpenDocument text, which we cannot read. "
        "Open it in LibreOffice, save it as “Word (*.docx)”, and bring in that."
    ),
    FileKind.SLIDES: (
        "is a file of slides, which we cannot read. Copy the table or the list from it, "
        "and paste it under “Or paste a table or a list”."
    ),
    FileKind.APPLE: (
        "is a file of Pages, Numbers or Keynote, which we cannot read. Open it there, choose "
        "File, Export to, Word or Excel, and bring in what it makes."
    ),
    FileKind.BINARY_SHEET: f"is an Excel file of a kind that we cannot read (.xlsb). {AS_EXCEL}",
    FileKind.OFFICE_XML: (
        "is a Word or Excel file saved as XML, which we cannot read. Open it in Word or Excel, "
        "save it as .docx or .xlsx, and bring in that."
    ),
    FileKind.OTHER_XML: (
        "is XML of another program, so we do not know what it means. "
        "Bring in the framework as Word, Excel or CSV."
    ),
    FileKind.PAGE_IN_ONE_FILE: f"is a web page in one file (.mht), which we cannot read. {AS_WORD}",
    FileKind.MAIL: (
        "is an email. Open it, save what is attached to it, and bring in that; "
        "or copy its words, and paste them under “Or paste a table or a list”."
    ),
    FileKind.PICTURE: (
        "is a picture. Somebody has the file it was made from: ask for the Word or Excel file. "
        "We do not try to read pictures: that would bring in misread words under your name."
    ),
    FileKind.LOCKED: LOCKED,
    FileKind.MACROS: MACROS,
    FileKind.ARCHIVE: (
        "is a folder packed into one file. Unpack it, and choose the file with the framework."
    ),
    FileKind.PROGRAM: "is a program, not a document. Choose the file with the framework.",
    FileKind.OTHER: (
        "is no file that we can read: it may be damaged, or come from another program. "
        "Bring in the framework as Word, Excel or CSV."
    ),
}
