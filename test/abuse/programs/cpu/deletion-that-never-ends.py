# ends: out-of-fuel
class Stubborn:
    def __del__(self):
        while True:
            pass


del [Stubborn()][0]
Stubborn()
