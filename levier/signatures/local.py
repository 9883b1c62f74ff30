"""The default: a signature drawn, brought or typed here, on a page added after the document."""

from hashlib import sha256
from io import BytesIO

import pikepdf

from levier.rendering.documents.parts import House
from levier.rendering.documents.signature import SignaturePage, render_signature_page
from levier.rendering.errors import PdfCannotBeBound
from levier.rendering.pdf_assembly import join_pdfs
from levier.rendering.pictures import Picture, print_ready
from levier.signatures.backends import Document, Mark, Verdict
from levier.signatures.errors import NotAPdf
from levier.signatures.models import Method

KEY = "/LevierSigned"
PROOF = (
    "L’empreinte SHA-256 est celle du document original, gardé à part et inchangé. Elle prouve "
    "que les pages qui précèdent sont celles qui ont été signées. C’est une signature "
    "électronique simple (règlement eIDAS, article 3, 10°)."
)


class LocalBackend:
    """A simple electronic signature, kept by the house. No network address is kept."""

    def request(self, document: Document, signer_name: str, role: str) -> str:
        """Nothing is asked outside."""
        return ""

    def sign(self, document: Document, mark: Mark, reference: str) -> bytes:
        """Return the document and its signature page. Errors: NotAPdf, PictureNotRead."""
        drawing = Picture(print_ready(mark.drawing, 1200), "Signature") if mark.drawing else None
        page = render_signature_page(
            SignaturePage(
                title="Signature électronique",
                produced_on=mark.at.date(),
                house=House(document.house),
                document=document.name,
                paragraphs=[f"{mark.signer_name} a lu ce document et le signe ({mark.role})."],
                drawing=drawing,
                facts=[
                    ("Signataire", mark.signer_name),
                    ("À titre de", mark.role),
                    ("Manière", Method(mark.method).label),
                    ("Le", f"{mark.at:%d/%m/%Y à %H:%M} (heure de Paris)"),
                    ("Empreinte SHA-256", f"{document.sha256[:32]} {document.sha256[32:]}"),
                ],
                proof=PROOF,
            )
        )
        try:
            joined = join_pdfs([(document.name, document.content), ("Signature", page.content)])
        except PdfCannotBeBound as error:
            raise NotAPdf(name=document.name) from error
        return _marked(joined, document.sha256)

    def verify(self, document: Document, signed: bytes, reference: str) -> Verdict:
        """Say whether the original is intact and the signed copy names its fingerprint."""
        if sha256(document.content).hexdigest() != document.sha256:
            return Verdict(False, "Le document original a changé depuis la signature.")
        with pikepdf.open(BytesIO(signed)) as pdf:
            named = str(pdf.docinfo.get(KEY, ""))
        if named != document.sha256:
            return Verdict(False, "La copie signée ne nomme pas l’empreinte de ce document.")
        return Verdict(True, "Le document est celui qui a été signé : l’empreinte concorde.")


def _marked(content: bytes, fingerprint: str) -> bytes:
    written = BytesIO()
    with pikepdf.open(BytesIO(content)) as pdf:
        pdf.docinfo[KEY] = fingerprint
        pdf.save(written, deterministic_id=True)
    return written.getvalue()
