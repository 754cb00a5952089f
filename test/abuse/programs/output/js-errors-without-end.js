// ends: output-limit
for (;;) console.error('x'.repeat(999))
