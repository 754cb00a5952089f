#!/bin/sh
# zod's `.readonly()` is about TypeScript and freezing, but its JSON Schema says `readOnly: true`. In OpenAPI that word means
# "comes in answers and is not sent in requests". So a list that is immutable in code becomes, in the description of a
# request's body, a field that makers of requests leave out, although it is required: zod then refuses what was made of its
# own schema. Shown with zod 4.6.7 and openapi-sampler 1.6.1 from npm. Exits with 1 when either behaves otherwise.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund zod@4.6.7 openapi-sampler@1.6.1 >/dev/null 2>&1
cat > show.mjs <<'JS'
import { z } from 'zod'
import sampler from 'openapi-sampler'
const schema = z.toJSONSchema(z.object({ plain: z.array(z.string()), frozen: z.array(z.string()).readonly() }))
console.log('required:', schema.required.join(', '))
console.log('frozen:', JSON.stringify(schema.properties.frozen))
const example = sampler.sample(schema, { skipReadOnly: true })
console.log('example of a request has:', Object.keys(example).join(', '))
const read = z.object({ plain: z.array(z.string()), frozen: z.array(z.string()).readonly() }).safeParse(example)
console.log('zod takes it:', read.success)
JS
node show.mjs | tee found.txt
cat > expected.txt <<'TXT'
required: plain, frozen
frozen: {"readOnly":true,"type":"array","items":{"type":"string"}}
example of a request has: plain
zod takes it: false
TXT
cmp expected.txt found.txt
