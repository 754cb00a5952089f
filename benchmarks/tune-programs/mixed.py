# A little of each kind of work: calls, loops, json, re, sorting, objects, floats. Some seconds of an interpreter that is not tuned.
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
for word in re.findall(r'[a-z]+\d', text):
    counts[word] = counts.get(word, 0) + 1
print(fib(17), words[:2], len(counts), len(re.sub(r'\s+', ' ', text)), sum(x * x for x in range(10_000)))
