// ends: out-of-fuel
print(/^(a+)+$/.test(`${'a'.repeat(60)}b`))
