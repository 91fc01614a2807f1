"""Write an address as a QR code."""

import io

import segno

INK = "#14242b"


def qr_code(address: str, *, dark: str = INK) -> str:
    """Return SVG without a margin; empty if the address is too long for a code."""
    svg = io.BytesIO()
    try:
        segno.make(address, error="m", micro=False).save(
            svg, kind="svg", border=0, dark=dark, xmldecl=False
        )
    except segno.DataOverflowError:
        return ""
    return svg.getvalue().decode()
