// ends: output-limit
// limits: fuel=4000000000
console.log(Array.from({ length: 30 }, () => Array.from({ length: 100 }, () => 'x'.repeat(1000))))
