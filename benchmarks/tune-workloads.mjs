/** What `bench:tune` runs, by name: issue figures are of these. Each prints what it has worked out. */
export const workloads = {
  hello: "print('hello')",
  'fib(25)': `
def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)
print(fib(25))`,
  'loop of 100,000': `
for i in range(100_000):
    pass
print(i)`,
  'print 100,000 lines': `
for i in range(100_000):
    print('line', i)`,
  'json.dumps and loads of 1 MB': `
import json
rows = [{'id': i, 'name': f'user{i}', 'tags': ['a', 'b', 'c'], 'score': i * 1.5, 'even': i % 2 == 0} for i in range(14_000)]
text = json.dumps(rows)
print(len(text), json.loads(text) == rows)`,
  'regex over 1 MB': `
import re
text = ('lorem ipsum 12345 dolor@example.com sit amet, ' * 22_000)[:1_000_000]
print(len(re.findall(r'[a-z]+@[a-z]+\\.com', text)), len(re.sub(r'\\d+', '#', text)))
print(sum(1 for _ in re.finditer(r'\\b(\\w+)\\b', text)))`,
  'sort 100,000 strings': `
state, words = 1, []
for _ in range(100_000):
    state = state * 1_103_515_245 + 12_345 & 0x7fffffff
    words.append(f'{state:08x}')
words.sort()
print(words[0], words[-1], sorted(words, key=lambda word: word[::-1])[0])`,
  nbody: `
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
print(sun[:3])`,
  'a simulation of many objects': `
import random
class Animal:
    def __init__(self, x, y):
        self.x, self.y, self.energy = x, y, 10
    def step(self, field):
        self.move(field, field.draw(-1, 2), field.draw(-1, 2))
        self.energy -= 1
        if field.food.pop((self.x, self.y), None):
            self.energy += 5
    def move(self, field, dx, dy):
        self.x, self.y = (self.x + dx) % field.size, (self.y + dy) % field.size
    @property
    def is_alive(self):
        return self.energy > 0
class Rabbit(Animal):
    def step(self, field):
        super().step(field)
        if self.energy > 12:
            self.energy //= 2
            field.animals.append(Rabbit(self.x, self.y))
class Field:
    def __init__(self, size):
        self.size, self.random, self.food = size, random.Random(3), {}
        self.animals = [Rabbit(i % size, i // size) for i in range(100)]
    def draw(self, least, end):
        return self.random.randrange(least, end)
    def tick(self):
        for _ in range(60):
            self.food[self.draw(0, self.size), self.draw(0, self.size)] = True
        for animal in list(self.animals):
            animal.step(self)
        self.animals = [animal for animal in self.animals if animal.is_alive]
field = Field(40)
for _ in range(120):
    field.tick()
print(len(field.animals), len(field.food))`,
}

/** A little of each kind of work: calls, loops, `json`, `re`, sorting, objects, floats. Some seconds of an interpreter that is not tuned. */
export const mixed = `
import json, re
def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)
class Point:
    def __init__(self, x, y):
        self.x, self.y = x, y
    def moved(self, by):
        return Point(self.x + by, self.y - by * 0.5)
rows = [{'id': i, 'name': f'user{i}', 'tags': ['a', 'b'], 'score': i * 1.5} for i in range(1_500)]
text = json.dumps(rows)
words = sorted((row['name'][::-1] for row in json.loads(text)), key=lambda word: (len(word), word))
point, total = Point(1.0, 2.0), 0.0
for i in range(15_000):
    point = point.moved(0.25)
    total += point.x * point.y % 7
    if i % 100 == 0:
        print(i, '%.3f' % total)
counts = {}
for word in re.findall(r'[a-z]+\\d', text):
    counts[word] = counts.get(word, 0) + 1
print(fib(17), words[:2], len(counts), len(re.sub(r'\\s+', ' ', text)), sum(x * x for x in range(10_000)))
`
