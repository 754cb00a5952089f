# ends: out-of-fuel
class Same:
    def __hash__(self):
        return 1

    def __eq__(self, other):
        return False


{Same() for _ in range(100_000)}
