import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { judge0Dialect } from '../../../src/server/dialects/judge0/mount.js'
import { pistonDialect } from '../../../src/server/dialects/piston/mount.js'
import { clientPython, pythonJson } from './pythons.js'
import { PROVISIONING_MS, type Served, served } from './support.js'

const found = clientPython()
const name = 'missing' in found ? `clients in Python (skipped: ${found.missing})` : 'clients in Python'

describe.skipIf('missing' in found)(name, () => {
  let server: Served
  beforeAll(async () => {
    server = await served([judge0Dialect, pistonDialect], ['python', 'c'])
  }, PROVISIONING_MS)
  afterAll(() => server[Symbol.asyncDispose]())
  const python = (code: string) =>
    pythonJson('python' in found ? found.python : '', code, { SERVER: server.url, PYTHONWARNINGS: 'ignore' })

  test.each(['', '/judge0'])('judge0 (the official one) at %j', async (base) => {
    const code = `
import json, os
import judge0
client = judge0.Client(os.environ['SERVER'] + '${base}', {})
one = judge0.run(client=client, source_code='print(input())', language=judge0.PYTHON, stdin='in', expected_output='in')
bad = judge0.run(client=client, source_code='1/0', language=judge0.PYTHON)
c = judge0.run(client=client, source_code='int main( {', language=judge0.C)
cases = judge0.run(client=client, source_code='print(int(input()) * 2)', language=judge0.PYTHON,
    test_cases=[judge0.TestCase(str(n), str(2 * n)) for n in range(25)])
print(json.dumps({
  'version': client.version, 'languages': len(client.languages), 'batch': client.config.max_submission_batch_size,
  'one': [one.stdout, str(one.status), one.time, one.memory > 0, one.exit_code, one.created_at.year > 2000, one.language.name if hasattr(one.language, 'name') else one.language],
  'bad': [str(bad.status), 'ZeroDivisionError' in bad.stderr, bad.exit_code],
  'c': [str(c.status), 'error:' in c.compile_output],
  'cases': sorted({str(case.status) for case in cases}), 'count': len(cases),
}))`
    expect(await python(code)).toEqual({
      version: '1.13.1',
      languages: 14,
      batch: 20,
      one: ['in\n', 'Accepted', expect.any(Number), true, 0, true, 'PYTHON'],
      bad: ['Runtime Error Nzec', true, 1],
      c: ['Compilation Error', true],
      cases: ['Accepted'],
      count: 25,
    })
  })

  test('judge0-client', async () => {
    const code = `
import asyncio, json, os
from judge0_client.client import Judge0Client
from judge0_client.models.single_file_submission import SingleFileSubmission
async def main():
    async with Judge0Client(os.environ['SERVER']) as client:
        request = SingleFileSubmission(source_code='print(open("a.txt").read(), input())', language_id=71,
            stdin='é', additional_files={'a.txt': 'A'})
        token = (await client.create_submission(request)).token
        while (detail := await client.get_submission(token)).status.id in (1, 2):
            await asyncio.sleep(0.05)
        failing = (await client.create_submission(SingleFileSubmission(source_code='raise SystemExit(3)', language_id=71))).token
        while (failed := await client.get_submission(failing)).status.id in (1, 2):
            await asyncio.sleep(0.05)
        workers = await client.get_workers()
        about = await client.get_about()
        print(json.dumps([detail.stdout, detail.status.id, detail.memory > 0, failed.message, workers[0].failed,
            about.version, await client.get_isolate(), await client.get_license()]))
asyncio.run(main())`
    expect(await python(code)).toEqual(['A é\n', 3, true, 'Exited with error status 3', 0, '1.13.1', 'fuelcell', 'MIT'])
  })

  test('aiopyston', async () => {
    const code = `
import asyncio, json, os
from pyston import PystonClient, File
async def main():
    client = PystonClient(base_url=os.environ['SERVER'] + '/api/v2/')
    runtimes = await client.runtimes()
    one = await client.execute('python', [File('print(input())')], stdin='in')
    c = await client.execute('c', [File('int main(void) { return 7; }', filename='a.c')])
    await client.close_session()
    print(json.dumps([len(runtimes) > 5, one.run_stage.stdout, one.version, one.success, c.compile_stage.code, c.run_stage.code]))
asyncio.run(main())`
    expect(await python(code)).toEqual([true, 'in\n', '3.11.3', true, 0, 7])
  })

  test('ultra-piston', async () => {
    const code = `
import json, os
from ultra_piston import PistonClient, File
from ultra_piston.errors import BadRequestError
client = PistonClient(base_url=os.environ['SERVER'] + '/api/v2/', rate_limit=0)
one = client.post_execute('py', '3.x', File(content='print(input())'), stdin='in')
try:
    client.post_execute('cobol', '*', File(content=''))
except BadRequestError as error:
    refused = error.status_code
print(json.dumps([len(client.get_runtimes()) > 5, client.get_packages()[0].installed, one.run.stdout, one.run.code,
    one.run.output, one.run.stderr, refused]))`
    expect(await python(code)).toEqual([true, true, 'in\n', 0, 'in\n', '', 400])
  })
})
