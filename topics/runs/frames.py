"""A page that a notebook shows in a frame, and of which a terminal prints the path."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from pathlib import Path

from topics.display.options import options
from topics.errors import OutputError, check_path_type
from topics.runs.files import write_file

__all__ = ["HEIGHT", "Page"]

HEIGHT = 720
"""Height of a frame in pixels: most of a notebook's window."""
LARGEST = 12_000_000
"""Maximum length of a page that a notebook embeds and saves with its output."""
SANDBOX = "allow-scripts allow-downloads allow-popups"
"""Permissions of a page; without ``allow-same-origin`` it cannot call the notebook's server."""
# The address of an embedded page is about:srcdoc, but links are relative to the notebook's unless
# the page has a base of its own. So `#topics` stays in the page.
_EMBEDDED = (
    ("; base-uri 'none'", ""),
    ("<head>", '<head>\n<base href="about:srcdoc">'),
)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Page:
    """A complete HTML page, shown in a notebook as a frame that needs no network.

    Attributes
    ----------
    title : str
        Title of the page.
    html : str
        The page.
    path : Path or None
        File of the page; None if there is none.
    height : int
        Height of the frame in pixels.
    """

    title: str
    html: str
    path: Path | None = None
    height: int = HEIGHT

    def save(self, path: str | Path) -> Path:
        """Write the page to a file that any browser opens without network.

        Parameters
        ----------
        path : path-like
            E.g. ``"ldavis.html"``.

        Returns
        -------
        Path

        Raises
        ------
        OutputError
            If the file cannot be written.
        """
        check_path_type("path", path)
        target = Path(path)
        if target.is_dir():
            raise OutputError(f"{path}: is a folder. Name a file, e.g. {target / 'page.html'}.")
        write_file(target, self.html.encode())
        return target

    def __repr__(self) -> str:
        if self.path is not None:
            return str(self.path)
        if options.language == "zh":
            return f'<{self.title}：用 .save("page.html") 存为文件，再用浏览器打开>'
        return f'<{self.title}: .save("page.html") writes a file for your browser>'

    def _repr_html_(self) -> str:
        if len(self.html) > LARGEST:
            return f"<p>{escape(self._too_large())}</p>"
        page = self.html
        for before, after in _EMBEDDED:
            page = page.replace(before, after, 1)
        # An attribute in double quotes ends at a quote and reads `&`; nothing else is special.
        source = page.replace("&", "&amp;").replace('"', "&quot;")
        return (
            f'<iframe title="{escape(self.title)}" sandbox="{SANDBOX}" loading="lazy"'
            f' style="width:100%;height:{self.height}px;border:1px solid #d0d7de;'
            f'border-radius:6px;background:#fff" srcdoc="{source}"></iframe>'
        )

    def _too_large(self) -> str:
        size = len(self.html) / 1e6
        if options.language == "zh":
            where = f"文件在 {self.path}" if self.path else '用 .save("page.html") 存为文件'
            return f"{self.title}有 {size:.0f} MB，不宜放进笔记本；{where}，可用浏览器打开。"
        where = f"It is in {self.path}" if self.path else 'Use .save("page.html")'
        return f"{self.title}: {size:.0f} MB are too much for a notebook. {where}; open it there."
