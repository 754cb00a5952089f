// ends: exit 0
require('fs').unlinkSync('main.js')
