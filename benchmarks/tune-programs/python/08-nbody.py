# nbody
from math import sqrt
sun, jupiter, saturn, uranus, neptune = bodies = [
    [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 39.47],
    [4.84, -1.16, -0.10, 0.6, 2.8, -0.02, 0.037],
    [8.34, 4.12, -0.4, -1.01, 1.82, 0.008, 0.011],
    [12.8, -15.1, -0.22, 1.08, 0.86, -0.01, 0.0017],
    [15.3, -25.9, 0.179, 0.979, 0.594, -0.034, 0.002],
]
pairs = [(a, b) for i, a in enumerate(bodies) for b in bodies[i + 1:]]
def advance(step, count):
    for _ in range(count):
        for a, b in pairs:
            dx, dy, dz = a[0] - b[0], a[1] - b[1], a[2] - b[2]
            square = dx * dx + dy * dy + dz * dz
            pull = step / (square * sqrt(square))
            of_a, of_b = a[6] * pull, b[6] * pull
            a[3] -= dx * of_b; a[4] -= dy * of_b; a[5] -= dz * of_b
            b[3] += dx * of_a; b[4] += dy * of_a; b[5] += dz * of_a
        for body in bodies:
            body[0] += step * body[3]; body[1] += step * body[4]; body[2] += step * body[5]
advance(0.001, 4_000)
print(sun[:3])
