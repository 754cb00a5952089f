# ends: out-of-fuel
step = (1 << 31) - 1
{n * step: n for n in range(200_000)}
