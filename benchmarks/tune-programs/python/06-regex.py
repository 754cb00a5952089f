# regex over 1 MB
import re
text = ('lorem ipsum 12345 dolor@example.com sit amet, ' * 22_000)[:1_000_000]
print(len(re.findall(r'[a-z]+@[a-z]+\.com', text)), len(re.sub(r'\d+', '#', text)))
print(sum(1 for _ in re.finditer(r'\b(\w+)\b', text)))
