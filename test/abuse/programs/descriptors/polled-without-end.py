# ends: out-of-fuel
import select
while True:
    try:
        select.select([0], [1], [], 1)
    except OSError:
        pass
