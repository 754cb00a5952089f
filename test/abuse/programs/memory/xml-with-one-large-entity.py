# ends: exit 1 ParseError
# limits: fuel=2000000000 memoryPages=800
import xml.etree.ElementTree as tree

tree.fromstring(f'<!DOCTYPE x [<!ENTITY a "{"a" * 100_000}">]><x>{"&a;" * 10_000}</x>')
