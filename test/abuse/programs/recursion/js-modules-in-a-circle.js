// ends: exit 0
require('fs').writeFileSync('a.js', "import './main.js'")
import('./a.js')
