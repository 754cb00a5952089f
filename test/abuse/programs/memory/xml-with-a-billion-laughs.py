# ends: out-of-fuel
# limits: fuel=2000000000 memoryPages=800
import xml.etree.ElementTree as tree

laughs = ''.join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
tree.fromstring(f'<!DOCTYPE x [<!ENTITY l0 "laugh">{laughs}]><x>&l11;</x>')
