# ends: trap out of bounds memory access
class Sorted:
    def __init__(self, n):
        self.n = n

    def __lt__(self, other):
        return sorted([self, other])[0] is self


sorted([Sorted(1), Sorted(2)])
