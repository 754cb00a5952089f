// ends: exit 0
import * as os from 'os'
import * as std from 'std'

for (const name of ['start.js', 'failure.js', 'modules/fs.cjs']) {
  const file = std.open(`/fuelcell/${name}`, 'w')
  if (file !== null || os.remove(`/fuelcell/${name}`) >= 0) throw new Error(name)
}
if (std.open('/fuelcell/new', 'w') !== null || os.rename('/fuelcell/start.js', '/a') >= 0) throw new Error('new')
