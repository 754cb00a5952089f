// ends: output-limit
for (;;) console.log('x'.repeat(999))
