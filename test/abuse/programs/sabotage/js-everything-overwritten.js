// ends: exit 1 Error
for (const name of ['print', 'console', 'Promise', 'JSON', 'String', 'Object', 'Array', 'RegExp', 'exit', 'scriptArgs'])
  globalThis[name] = null
throw new Error('x')
