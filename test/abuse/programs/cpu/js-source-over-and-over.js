// ends: out-of-fuel
for (let i = 0; ; i++) new Function(`return ${i}${'+1'.repeat(999)}`)()
