# json.dumps and loads of 1 MB
import json
rows = [{'id': i, 'name': f'user{i}', 'tags': ['a', 'b', 'c'], 'score': i * 1.5, 'even': i % 2 == 0} for i in range(14_000)]
text = json.dumps(rows)
print(len(text), json.loads(text) == rows)
