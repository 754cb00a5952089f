# ends: out-of-fuel
import math
math.factorial(10 ** 7)
