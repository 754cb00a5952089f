# ends: out-of-fuel
try:
    raise SystemExit(0)
finally:
    while True:
        pass
