"""An address as a QR code, for a page: no page of ours loads a picture from elsewhere."""

import segno


def qr_code(address: str) -> str:
    """The code as the address of a picture; it can be read with a corner torn off."""
    picture: str = segno.make(address, error="q", micro=False).svg_data_uri(border=4, dark="#000")
    return picture
