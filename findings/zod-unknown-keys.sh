#!/bin/sh
# zod: a key of `z.unknown()` or `z.any()` may be absent up to 4.3 and is required from 4.4 on, within one major version.
# The JSON Schema that zod writes called keys of unknown and any required all along, so schema and parser disagreed before.
# Shown with zod 4.3.6 and 4.4.3 from npm. Exits with 1 when either behaves otherwise.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat > show.mjs <<'JS'
import { z } from 'zod'
const keys = { unknown: z.unknown(), any: z.any(), 'string or undefined': z.string().or(z.undefined()), optional: z.unknown().optional() }
for (const [name, type] of Object.entries(keys)) {
  const schema = z.looseObject({ key: type })
  const inSchema = z.toJSONSchema(schema, { unrepresentable: 'any' }).required?.includes('key') ?? false
  console.log(`${name}: {} parses: ${schema.safeParse({}).success}, required in its JSON Schema: ${inSchema}`)
}
JS
show() {
  npm install --silent --no-audit --no-fund --no-save "zod@$1" >/dev/null
  echo "zod $(node -p "require('zod/package.json').version")"
  node show.mjs
}
{ show 4.3.6; show 4.4.3; } | tee found.txt
cat > expected.txt <<'TXT'
zod 4.3.6
unknown: {} parses: true, required in its JSON Schema: true
any: {} parses: true, required in its JSON Schema: true
string or undefined: {} parses: true, required in its JSON Schema: false
optional: {} parses: true, required in its JSON Schema: false
zod 4.4.3
unknown: {} parses: false, required in its JSON Schema: true
any: {} parses: false, required in its JSON Schema: true
string or undefined: {} parses: false, required in its JSON Schema: true
optional: {} parses: true, required in its JSON Schema: false
TXT
cmp expected.txt found.txt
