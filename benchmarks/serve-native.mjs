/** One native process a request, and no isolation at all: what a server of thirty lines does. Started by `serve.mjs`. */
import { spawn } from 'node:child_process'
import { createServer } from 'node:http'

const PYTHON = '/usr/bin/python3'

const server = createServer(async (request, response) => {
  let body = ''
  for await (const part of request) body += part
  const { code } = JSON.parse(body)
  const child = spawn(PYTHON, ['-I', '-c', code])
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (bytes) => {
    stdout += bytes
  })
  child.stderr.on('data', (bytes) => {
    stderr += bytes
  })
  child.once('close', (exitCode) => {
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify({ exitCode, stdout, stderr }))
  })
})
server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}`))
