"""`WideLines`: a list in which a line of one cell has the whole width, as a heading has, and yet can be stood on."""

from collections.abc import Sequence

from rich.style import Style
from textual.strip import Strip

from groupcare.tui.lines import Cell, Column, Lines


class WideLines(Lines):
    """For lists whose lines are of several kinds, such as a plan's goals and objectives."""

    def _strip(self, cells: Sequence[Cell], width: int, over: Style, *, cursor: bool = False) -> Strip:
        if len(cells) != 1 or len(self.columns) == 1:
            return super()._strip(cells, width, over, cursor=cursor)
        columns, widths = self.columns, self._widths
        self.columns, self._widths = (Column(),), [(2, width - 2)]
        try:
            return super()._strip(cells, width, over, cursor=cursor)
        finally:
            self.columns, self._widths = columns, widths
