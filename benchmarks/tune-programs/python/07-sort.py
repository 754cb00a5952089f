# sort 100,000 strings
state, words = 1, []
for _ in range(100_000):
    state = state * 1_103_515_245 + 12_345 & 0x7fffffff
    words.append(f'{state:08x}')
words.sort()
print(words[0], words[-1], sorted(words, key=lambda word: word[::-1])[0])
