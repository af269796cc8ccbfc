/** What a map file has to be, beyond its grammar and its types. */

import type { Span } from '../base/span.ts';
import type { Machine } from '../isa/machine.ts';
import { KEPT, VIRTUAL, type Conjunct } from '../isa/monitor-map.ts';
import { freeVariables } from '../term/walk.ts';
import type { MapFile } from './ast.ts';
import { type Context, report } from './context.ts';
import { namesIn } from './qualify.ts';

/**
 * Only numbers may differ between the two machines: not what they are made of, and not what there
 * is to execute, since an instruction that only one of them has is no obligation's.
 */
export function checkAlike(
  context: Context,
  real: Machine,
  virtual: Machine,
  { span }: MapFile,
): boolean {
  const other = PARTS.find(({ of }) => of(real) !== of(virtual));
  if (other === undefined) return true;
  const message = `the virtual machine has other ${other.name} than the real one`;
  const help = `a parameter that changes ${other.name} cannot be set for the virtual machine alone`;
  report(context, 'PG505', headOf(span), message, { help });
  return false;
}

/** What has to be the same, as text. */
const PARTS: readonly { readonly name: string; readonly of: (machine: Machine) => string }[] = [
  {
    name: 'elements',
    of: ({ elements }) =>
      elements.map(({ name, width, file }) => `${name} ${width} ${file?.count}`).join('\n'),
  },
  {
    name: 'units or addresses of storage',
    of: ({ storage }) => `${storage.unit} ${storage.addressWidth} ${storage.endian}`,
  },
  {
    name: 'instructions',
    of: ({ instructions }) =>
      instructions
        .map(
          ({ id, encoding, constraint }) =>
            `${id} ${encoding.width} ${encoding.mask} ${encoding.value} ${constraint.id}`,
        ) // prettier-ignore
        .join('\n'),
  },
  { name: 'pairs of modes', of: ({ pairs }) => pairs.map(({ name }) => name).join('\n') },
  {
    name: 'causes of traps',
    of: ({ causes, interrupts }) =>
      [...causes.map(({ name, code }) => `${name} ${code}`), ...interrupts.map(({ cause }) => cause)].join('\n'), // prettier-ignore
  },
];

/** Every map has a window and an allocation, and each body once. */
export function checkOnce(context: Context, { items, span }: MapFile): boolean {
  let isWhole = true;
  for (const kind of ['window', 'allocated'] as const) {
    if (items.some((item) => item.kind === kind)) continue;
    const example = kind === 'window' ? 'window at kept.base' : 'allocated (a : bits(16)) when …';
    report(context, 'PG301', headOf(span), `the map declares no \`${kind}\``, {
      help: `for example: ${example}`,
    });
    isWhole = false;
  }
  for (const kind of [
    'window',
    'allocated',
    'between',
    'reached',
    'reflected',
    'derived',
    'clear',
    'fill',
    'abstraction',
    'recovery',
    'resume',
    'start',
  ] as const) {
    const [first, second] = items.filter((item) => item.kind === kind);
    if (first === undefined || second === undefined) continue;
    report(
      context,
      'PG305',
      second.span,
      `a map has one \`${kind === 'between' ? 'pair' : kind}\``,
      {
        related: [{ span: first.span, text: 'first here' }],
      },
    );
    isWhole = false;
  }
  return isWhole;
}

/** The storage is one for both machines. */
export function checkStorageUnnamed(
  context: Context,
  { storage }: Machine,
  tree: MapFile,
): boolean {
  const wrong = namesIn(tree).filter(
    ({ name }) => name === `${VIRTUAL}${storage.name}` || name === `${KEPT}${storage.name}`,
  );
  for (const { name, span } of wrong)
    report(context, 'PG302', span, `storage has one name, and no \`${name}\``, {
      help: `address a of the virtual storage is \`${storage.name}[e + a]\`, with e as in \`window at e\``,
    });
  return wrong.length === 0;
}

/** The allocator knows nothing of the state in which a guest is placed. */
export function checkPlaced(context: Context, placed: readonly Conjunct[]): readonly Conjunct[] {
  for (const { condition, span } of placed) {
    const other = [...freeVariables(condition)].find(({ name }) => !name.startsWith(KEPT));
    if (other !== undefined)
      report(context, 'PG302', headOf(span, 'placed'), `\`placed\` speaks of \`${other.name}\``, {
        help: 'it is a promise about what is kept: `kept.…` and parameters',
      });
  }
  return placed;
}

/** The keyword that something begins with. */
export function headOf(span: Span, keyword = 'map'): Span {
  return { ...span, end: span.start + keyword.length };
}
