// ends: exit 0
const fs = require('fs')
fs.unlinkSync('main.js')
fs.mkdirSync('main.js/x', { recursive: true })
