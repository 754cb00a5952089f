/** What codapi's server says, word for word: its widget shows some of it, and maps the rest. */
export const codapi = {
  unsupportedMethod: (method: string) => `unsupported method: ${method}`,
  unsupportedType: 'Unsupported Media Type',
  tooLarge: (bytes: number) => `request of more than ${bytes} bytes`,
  notObject: 'the request is no object of JSON',
  notText: (field: string) => `${field} is no text`,
  filesNotObject: 'files is no object of texts by name',
  unknownSandbox: 'unknown sandbox',
  unknownCommand: 'unknown command',
  emptyRequest: 'empty request',
  badDataUrl: (name: string) => `files[${name}]: its data URL is not base64`,
  unknownBox: (sandbox: string, version: string) => `unknown box ${sandbox}:${version}`,
  timeout: 'code execution timeout',
  busy: 'busy: try again later',
  internal: 'internal error',
  exitStatus: (code: number) => `exit status ${code}`,
}
