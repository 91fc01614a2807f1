"""Writes an address as a QR code."""

import io

import segno

INK = "#14242b"


def qr_code(address: str, *, dark: str = INK) -> str:
    """As SVG without a margin; empty where the address is too long for one."""
    svg = io.BytesIO()
    try:
        segno.make(address, error="m", micro=False).save(
            svg, kind="svg", border=0, dark=dark, xmldecl=False
        )
    except segno.DataOverflowError:
        return ""
    return svg.getvalue().decode()
