# ends: out-of-fuel
text = 'a' * 100_000
while True:
    text = text.replace('a', 'b').replace('b', 'a')
