/** What there is: machines and specs, and the parts of one machine. */

import type { Machine, ParameterSetting } from '../isa/machine.ts';
import { numberJson } from './json-report.ts';
import { blank, count, list, wrap } from './layout.ts';

export interface Catalogue {
  readonly machines: readonly {
    readonly id: string;
    readonly title: string;
    /** The machine that it changes. */
    readonly changes: string | undefined;
  }[];
  readonly specs: readonly { readonly name: string; readonly title: string }[];
}

/** A variant stands below the machine that it is one of, by the end of its id. */
export function catalogueText({ machines, specs }: Catalogue): string {
  const labels = machines.map(({ id }) => id.replace(/^[^/]+\//u, '  /'));
  const width =
    Math.max(...labels.map((label) => label.length), ...specs.map(({ name }) => name.length)) + 3;
  const variant = machines.find(({ id }) => id.includes('/'));
  return [
    'MACHINES',
    ...machines.flatMap(({ title }, index) =>
      wrap(title, `  ${(labels[index] ?? '').padEnd(width)}`),
    ),
    ...(variant === undefined
      ? []
      : ['', ...wrap(`A variant is named with the machine before it: ${variant.id}`, '  ')]),
    '',
    'SPECS',
    ...specs.flatMap(({ name, title }) => wrap(title, `  ${name.padEnd(width)}`)),
    '',
    'Of one machine: popek list MACHINE',
    '',
  ].join('\n');
}

/** With `all`, every variant of an opcode by its id. */
export function machineText(
  machine: Machine,
  { all = false }: { readonly all?: boolean } = {},
): string {
  const { id, title, parameters, pairs, instructions, storage, leavesOut } = machine;
  const unit = `${storage.unit}-bit units at ${storage.addressWidth}-bit addresses`;
  return [
    `${id}   ${title}`,
    '',
    'PARAMETERS',
    ...(parameters.length === 0 ? ['  none'] : parameters.map(parameterLine)),
    '',
    'PAIRS OF MODES (the first is the default)',
    ...pairs.map((pair) => `  ${pair.name.padEnd(20)}${pair.title}`),
    '',
    'STORAGE',
    `  ${storage.name}: ${storage.size} ${unit}, ${storage.endian} endian`,
    '',
    'STATE',
    ...stateLines(machine),
    '',
    `INSTRUCTIONS (${instructions.length})`,
    ...list(all ? instructions.map(withMembers) : families(machine), '  '),
    '',
    'LEAVES OUT',
    ...(leavesOut.length === 0
      ? ['  The description does not say.']
      : leavesOut.flatMap(({ what }) => wrap(what, '  - ', '    '))),
    '',
  ].join('\n');
}

function withMembers({ id, members }: Machine['instructions'][number]): string {
  return members === undefined ? id : `${id} (${members} members)`;
}

export function machineJson(machine: Machine): unknown {
  const { id, title, parameters, pairs, storage, elements, instructions, leavesOut } = machine;
  return {
    machine: id,
    title,
    parameters: parameters.map(({ name, value, choices, isDefault }) => ({
      name,
      value: numberJson(value),
      ...(choices === undefined ? {} : { choices: choices.map(numberJson) }),
      isDefault,
    })),
    pairs: pairs.map((pair) => ({ name: pair.name, title: pair.title })),
    storage: { ...storage, size: numberJson(storage.size) },
    elements: elements.map(({ name, role, marks, width, file }) => ({
      name,
      role,
      marks,
      width,
      ...(file === undefined ? {} : { count: file.count }),
    })),
    instructions: instructions.map((instruction) => ({
      id: instruction.id,
      opcode: instruction.opcode,
      ...(instruction.members === undefined ? {} : { members: instruction.members }),
      ...(instruction.manualSays === undefined ? {} : { manualSays: instruction.manualSays }),
    })),
    leavesOut: leavesOut.map(({ what, why }) => (why === undefined ? { what } : { what, why })),
  };
}

function parameterLine({ name, value, choices, isDefault }: ParameterSetting): string {
  const others = choices === undefined ? '' : `   one of ${choices.join(', ')}`;
  return `  ${name.padEnd(20)}${value}${isDefault ? ' (default)' : ''}${others}`;
}

/** Elements by role, with their widths. */
function stateLines({ elements }: Machine): readonly string[] {
  const roles = ['mode', 'pc', 'map', 'general', 'control'] as const;
  return roles.flatMap((role) => {
    const own = elements.filter((element) => element.role === role);
    const names = own.map(({ name, width, file }) =>
      file === undefined ? `${name}:${width}` : `${name}:${width}[${file.count}]`,
    );
    return own.length === 0 ? [] : wrap(names.join(' '), `  ${role.padEnd(10)}`, blank(12));
  });
}

/** Variants of one opcode together. */
function families({ instructions }: Machine): readonly string[] {
  const opcodes = new Map<string, string[]>();
  for (const { id, opcode } of instructions)
    opcodes.set(opcode, [...(opcodes.get(opcode) ?? []), id]);
  return [...opcodes].map(([opcode, ids]) =>
    ids.length === 1 ? (ids[0] ?? opcode) : `${opcode}.* (${count(ids.length, 'variant')})`,
  );
}
