# hello
print('hello')
