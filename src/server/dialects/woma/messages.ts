/** What the interface says beside what Python says. */
export const woma = {
  badCode: 'Missing or invalid "code" field',
  badBody: (reason: string) => `The body is not JSON: ${reason}`,
  tooLarge: (bytes: number) => `The body has more than ${bytes} bytes`,
  noState:
    'This server keeps no state between calls. Send "reset_globals": true, or start it with --reset-globals or with 2 or more workers.',
  full: 'The state of this server is as long as it may be. Start it anew, or send "reset_globals": true.',
  timeout: (seconds: number) => `Execution timeout after ${seconds} seconds`,
  memory: 'The memory limit is reached',
  output: 'The output limit is reached',
  disk: 'The disk limit is reached',
  crashed: (trap: string) => `The interpreter stopped: ${trap}`,
  unreadable: 'The result is too long to be returned',
  internal: 'Internal error',
  notFound: 'Not Found',
}
