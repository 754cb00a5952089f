# ends: out-of-fuel
import decimal
decimal.getcontext().prec = 100_000
print(decimal.Decimal(2).sqrt().ln())
