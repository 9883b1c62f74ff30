"""The structure trees of several PDFs joined into one, so that a bound pack stays readable aloud.

Each page says under which number its marked content hangs in the parent tree (`StructParents`,
and `StructParent` for links). Bound together those numbers collide: every part is shifted.
"""

import pikepdf
from pikepdf import Array, Dictionary, Name


class TagTree:
    """The tags of a PDF being bound, part after part."""

    def __init__(self, bound: pikepdf.Pdf) -> None:
        self.bound = bound
        self.parents: list[tuple[int, pikepdf.Object]] = []
        self.roles = Dictionary()
        self.next_key = 0
        self.root = bound.make_indirect(Dictionary(Type=Name.StructTreeRoot))
        self.document = bound.make_indirect(
            Dictionary(Type=Name.StructElem, S=Name.Document, P=self.root, K=Array())
        )

    def add(self, source: pikepdf.Pdf, pages: list[pikepdf.Page]) -> None:
        """Hang the tags of `source` under the whole; `pages` are its pages, already copied."""
        tree = source.Root.get("/StructTreeRoot")
        if tree is None or "/ParentTree" not in tree:
            self._forget(pages)
            return
        copied = self.bound.copy_foreign(source.make_indirect(tree))
        keys = dict(pikepdf.NumberTree(copied.ParentTree).items())
        shift = self.next_key
        self._shift(pages, shift)
        self.parents += [(key + shift, value) for key, value in sorted(keys.items())]
        self.next_key = shift + max(keys, default=-1) + 1
        for element in self._children(copied):
            element.P = self.document
            self.document.K.append(element)
        for role, standard in (copied.get("/RoleMap") or {}).items():
            self.roles[role] = standard

    def write(self) -> None:
        """Put the tree in the bound PDF, unless no part had one."""
        if not len(self.document.K):
            return
        numbers = Array()
        for key, value in self.parents:
            numbers.append(key)
            numbers.append(value)
        self.root.K = Array([self.document])
        self.root.ParentTree = self.bound.make_indirect(Dictionary(Nums=numbers))
        self.root.ParentTreeNextKey = self.next_key
        if len(self.roles.keys()):
            self.root.RoleMap = self.roles
        self.bound.Root.StructTreeRoot = self.root
        self.bound.Root.MarkInfo = Dictionary(Marked=True)

    @staticmethod
    def _children(tree: pikepdf.Object) -> list[pikepdf.Object]:
        """Return the elements under the root, the part's own Document becoming a Part."""
        children = list(tree.K) if isinstance(tree.K, Array) else [tree.K]
        for child in children:
            if child.get("/S") == Name.Document:
                child.S = Name.Part
        return children

    @staticmethod
    def _shift(pages: list[pikepdf.Page], shift: int) -> None:
        for page in pages:
            if "/StructParents" in page.obj:
                page.obj.StructParents = int(page.obj.StructParents) + shift
            for annotation in page.obj.get("/Annots", []):
                if "/StructParent" in annotation:
                    annotation.StructParent = int(annotation.StructParent) + shift

    @staticmethod
    def _forget(pages: list[pikepdf.Page]) -> None:
        for page in pages:
            if "/StructParents" in page.obj:
                del page.obj.StructParents
