/** Rows in columns, without lines or colours, ending in a line feed. Columns are aligned left unless said otherwise. */
export async function plainTable(
  head: readonly string[],
  rows: ReadonlyArray<readonly string[]>,
  align: ReadonlyArray<'left' | 'right'> = [],
): Promise<string> {
  const { default: Table } = await import('cli-table3')
  const parts = [
    'top',
    'top-mid',
    'top-left',
    'top-right',
    'bottom',
    'bottom-mid',
    'bottom-left',
    'bottom-right',
  ] as const
  const lines = ['left', 'left-mid', 'mid', 'mid-mid', 'right', 'right-mid'] as const
  const chars = { ...Object.fromEntries([...parts, ...lines].map((part) => [part, ''])), middle: '  ' }
  const table = new Table({
    chars,
    colAligns: [...align],
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [] },
  })
  table.push([...head], ...rows.map((row) => [...row]))
  const text = table.toString()
  return `${text
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')}\n`
}
