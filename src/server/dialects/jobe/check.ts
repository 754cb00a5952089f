/** What Jobe does before it runs a program that is not compiled: it has its syntax checked. */
import type { RunRequest } from '../../../runner/request/request.js'
import type { JobeLanguage } from './languages.js'

const SOURCE = 'fuelcell-source'

/** Tells on stderr what a compiler says of the source, warnings too, as `python3 -m py_compile` does. */
const python = (fileName: string) => `import sys, traceback
name = ${JSON.stringify(fileName)}
try:
    with open('${SOURCE}', 'rb') as file:
        compile(file.read(), name, 'exec', 0, True)
except SyntaxError as error:
    sys.stderr.write(''.join(traceback.format_exception_only(error)))
except ValueError as error:
    sys.stderr.write('ValueError: ' + str(error) + '\\n')
`

/** As `php -l` does, as far as the parser goes. */
const php = (fileName: string) => `<?php
try {
    token_get_all(file_get_contents('${SOURCE}'), TOKEN_PARSE);
} catch (ParseError $error) {
    fwrite(STDERR, 'PHP Parse error:  ' . $error->getMessage() . ' in ' . ${phpText(fileName)} . ' on line ' . $error->getLine() . "\\n");
}
`

/** A run that prints on stderr what is wrong; `undefined` for a language whose programs are not checked. */
export function checkRun({ id, runtime }: JobeLanguage, fileName: string, source: Uint8Array): RunRequest | undefined {
  if (id !== 'python3' && id !== 'php') return undefined
  const code = id === 'python3' ? python(fileName) : php(fileName)
  return { runtime, code, files: { [SOURCE]: source } }
}

function phpText(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&')}'`
}
