/** Ways to break a rule of the tuning pass, one at a time: a replacement in its sources. The programs have to notice each. */
import { join } from 'node:path'

export interface Mutation {
  /** What the broken pass does. */
  readonly name: string
  /** Below `host/crates/rewrite/src/promote`. */
  readonly file: string
  /** Occurs once in the file. */
  readonly from: string
  readonly to: string
}

export const TUNE_SOURCES = join('host', 'crates', 'rewrite', 'src', 'promote')

export const mutations: readonly Mutation[] = [
  {
    name: 'does not see that an address is stored',
    file: 'flow/values.rs',
    from: '_ => self.leak(stored, Way::Stored(address)),',
    to: '_ => self.check_use(stored),',
  },
  {
    name: 'does not see that something is computed from an address',
    file: 'flow/values.rs',
    from: 'self.leak(first, Way::Computed);\n        self.leak(second, Way::Computed);',
    to: 'self.check_use(first);\n        self.check_use(second);',
  },
  {
    name: 'does not see that an address is given to an indirect call',
    file: 'flow/values.rs',
    from: 'self.leak_top(taken as usize, if',
    to: 'let unseen = if is_call { taken } else { 0 };\n        (0..unseen).for_each(|_| drop(self.pop()));\n        self.leak_top((taken - unseen) as usize, if',
  },
  {
    name: 'does not see that an address is given to a call',
    file: 'flow/values.rs',
    from: 'if value.is_followed() {\n                self.findings.arguments',
    to: 'if value.is_followed() && !value.has_frame() {\n                self.findings.arguments',
  },
  {
    name: 'takes the address that a callee gives back for another one',
    file: 'flow/values.rs',
    from: 'result = value;',
    to: 'result = Value::Other;',
  },
  {
    name: 'takes `local.tee` for a value that is no address',
    file: 'flow.rs',
    from: 'self.state.locals[*local_index as usize] = value;\n                self.operands.push(Operand { value, source: at });',
    to: 'self.state.locals[*local_index as usize] = value;\n                self.operands.push(Value::Other.into());',
  },
  {
    name: 'knows only the first of the two values of `select`',
    file: 'flow.rs',
    from: 'self.operands.push(first.value.join(second.value).into());',
    to: 'let _ = second;\n                self.operands.push(first.value.into());',
  },
  {
    name: 'keeps one of the values where ways meet',
    file: 'value.rs',
    from: 'origins => Self::Mixed(Origins(origins)),',
    to: '_ => self,',
  },
  {
    name: 'ignores what a callee touches',
    file: 'slots.rs',
    from: 'escapes.reached.iter().chain(&shared).any(',
    to: 'shared.iter().any(',
  },
  {
    name: 'ignores that loads and stores overlap',
    file: 'slots.rs',
    from: 'escapes.reached.iter().chain(&shared).any(',
    to: 'escapes.reached.iter().chain(&shared[..0]).any(',
  },
  {
    name: 'ignores that a callee keeps what it is given',
    file: 'reach.rs',
    from: 'links.lose(leak.value);',
    to: 'let _ = leak.value;',
  },
  {
    name: 'ignores what a callee hands on',
    file: 'reach.rs',
    from: 'links.handed_on.push((index, offset.into(), argument.function, argument.index));',
    to: 'let _ = (index, offset);',
  },
  {
    name: 'forgets what a callee adds to an address before it hands it on',
    file: 'reach.rs',
    from: 'reaches.of(function, of).moved(bytes)',
    to: 'reaches.of(function, of).moved(bytes * 0)',
  },
  {
    name: 'takes every callee that keeps an address for a variadic one',
    file: 'escapes.rs',
    from: 'context.variadic.contains(&(argument.function, argument.index)).then_some(Bounds::Arguments)',
    to: 'Some(Bounds::Arguments)',
  },
  {
    name: 'promotes arguments of variadic functions',
    file: 'slots.rs',
    from: 'if !(is_argument || is_reached)',
    to: 'let _ = is_argument;\n        if !is_reached',
  },
  {
    name: 'takes every object whose address is elsewhere to have four bytes',
    file: 'escapes.rs',
    from: 'None => escapes.is_open = true,',
    to: 'None => escapes.reached.push(Bytes { start: at, end: at + 4 }),',
  },
  {
    name: 'takes it for granted that nobody else reaches variables that keep addresses',
    file: 'kept.rs',
    from: 'kept.intersection(&planned).copied().collect()',
    to: 'if planned.len() > kept.len() { planned } else { kept.clone() }',
  },
  {
    name: 'does not extend the sign of bytes',
    file: 'rewrite.rs',
    from: '(1, true) => vec![Instruction::I32Extend8S],',
    to: '(1, true) => vec![Instruction::I32Const(0xff), Instruction::I32And],',
  },
  {
    name: 'does not cut off what is above 16 bits',
    file: 'rewrite.rs',
    from: '(2, false) => vec![Instruction::I32Const(0xffff), Instruction::I32And],',
    to: '(2, false) => Vec::new(),',
  },
  {
    name: 'extends all 32 bits to 64 without a sign',
    file: 'rewrite.rs',
    from: '(ValType::I64, ValType::I32) if access.is_signed => instructions.push(Instruction::I64ExtendI32S),',
    to: '',
  },
]

/** The source with the mutation in it. */
export function mutated(source: string, { name, from, to }: Mutation): string {
  const parts = source.split(from)
  if (parts.length !== 2) throw new Error(`"${name}" fits ${parts.length - 1} places of the source; it has to fit one`)
  return parts.join(to)
}
