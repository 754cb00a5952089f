"""What `show` does where there is no screen: every figure becomes a file, `plot-1.png` and so on."""

from itertools import count

from matplotlib._pylab_helpers import Gcf
from matplotlib.backend_bases import FigureManagerBase
from matplotlib.backends.backend_agg import FigureCanvasAgg

_numbers = count(1)


class FileManager(FigureManagerBase):
    def show(self):
        self.canvas.figure.savefig(f"plot-{next(_numbers)}.png")

    @classmethod
    def pyplot_show(cls, *, block=None):
        for manager in Gcf.get_all_fig_managers():
            manager.show()
        Gcf.destroy_all()


def install():
    """Has every canvas that is made from now on show itself so."""
    FileManager.__module__ = FigureManagerBase.__module__
    FigureCanvasAgg.manager_class = FileManager
