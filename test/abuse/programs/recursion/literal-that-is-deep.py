# ends: exit 1 MemoryError
import ast
ast.literal_eval('[' * 1000 + ']' * 1000)
