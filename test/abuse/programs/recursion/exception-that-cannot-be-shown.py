# ends: trap out of bounds memory access
class Odd(Exception):
    def __str__(self):
        return str(self)


raise Odd
