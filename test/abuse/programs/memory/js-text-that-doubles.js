// ends: out-of-memory
let text = 'x'
for (;;) text += text
