/**
 * Puts statements at their addresses and gives symbols their values.
 *
 * How long a form must be may depend on symbols, and these on how long the forms are. So the
 * statements are walked again and again until nothing moves; no statement ever becomes shorter.
 */

import { assertNever } from '../base/assert-never.ts';
import { powerOfTwo, truncate } from '../base/bits.ts';
import { suggest } from '../base/suggest.ts';
import type { Span } from '../base/span.ts';
import { assemblyError } from './assembly-diagnostic.ts';
import type { Diagnostic } from '../base/diagnostic.ts';
import { chooseForm } from './choose-form.ts';
import type { Directive } from './directive.ts';
import { evaluateExpression, symbolsIn, type Expression } from './expression.ts';
import { imageOf, type Image } from './image.ts';
import type { Machine } from './machine.ts';
import type { Statement } from './parse-source.ts';
import { unitsOf } from './units.ts';

export interface LaidOut {
  readonly image: Image;
  readonly symbols: ReadonlyMap<string, bigint>;
  readonly diagnostics: readonly Diagnostic[];
}

/** Longer walks only happen to sources that contradict themselves. */
const MOST_WALKS = 64;

export function layOut(machine: Machine, statements: readonly Statement[]): LaidOut {
  const { statements: kept, diagnostics } = prepare(statements);
  let layout: Layout = { symbols: new Map(), places: kept.map(() => ({ address: 0n, length: 0 })) };
  let isSettled = false;
  for (let walks = 0; walks < MOST_WALKS && !isSettled; walks += 1) {
    const after = walk(machine, kept, layout);
    isSettled = isSame(layout, after);
    layout = after;
  }
  if (!isSettled) {
    // What stands where is not known, so nothing else can be said of it.
    diagnostics.push(...unsettled(kept, layout, walk(machine, kept, layout)));
    return { image: imageOf([]), symbols: layout.symbols, diagnostics };
  }
  const { image, diagnostics: more } = emit(machine, kept, layout);
  return { image, symbols: layout.symbols, diagnostics: [...diagnostics, ...more] };
}

interface Place {
  readonly address: bigint;
  /** In units. */
  readonly length: number;
}

interface Layout {
  readonly symbols: ReadonlyMap<string, bigint>;
  /** Of each statement. */
  readonly places: readonly Place[];
}

/** One pass over the statements, with the symbols' values of the pass before where not yet met. */
function walk(machine: Machine, statements: readonly Statement[], before: Layout): Layout {
  const symbols = new Map(before.symbols);
  const places: Place[] = [];
  let here = 0n;
  for (const [i, statement] of statements.entries()) {
    let length = 0;
    if (statement.kind === 'label') symbols.set(statement.name, here);
    else if (statement.kind === 'instruction') {
      const atLeast = before.places[i]?.length ?? 0;
      ({ length } = chooseForm(machine, statement.forms, atLeast, symbols, here));
    } else if (statement.directive.kind === 'equ') {
      const value = evaluateExpression(statement.directive.value, symbols, here);
      if (typeof value === 'bigint') symbols.set(statement.directive.name, value);
    } else {
      const moved = afterDirective(statement.directive, symbols, here);
      if (statement.directive.kind === 'org') here = moved;
      else length = Number(moved - here);
    }
    places.push({ address: here, length });
    here += BigInt(length);
  }
  return { symbols, places };
}

/** The address after a directive; where it began, as long as a value that it needs is unknown. */
function afterDirective(
  directive: Exclude<Directive, { kind: 'equ' }>,
  symbols: ReadonlyMap<string, bigint>,
  here: bigint,
): bigint {
  const valueOf = (expression: Expression): bigint | undefined => {
    const value = evaluateExpression(expression, symbols, here);
    return typeof value === 'bigint' && value >= 0n ? value : undefined;
  };
  switch (directive.kind) {
    case 'org':
      return valueOf(directive.value) ?? here;
    case 'align': {
      const step = valueOf(directive.value) ?? 0n;
      return step === 0n ? here : ((here + step - 1n) / step) * step;
    }
    case 'data':
      return here + BigInt(directive.unitsEach * directive.values.length);
    case 'space':
      return here + (valueOf(directive.count) ?? 0n);
    default:
      return assertNever(directive);
  }
}

function isSame(a: Layout, b: Layout): boolean {
  return (
    a.symbols.size === b.symbols.size &&
    [...b.symbols].every(([name, value]) => a.symbols.get(name) === value) &&
    a.places.every(({ address, length }, i) => {
      const other = b.places[i];
      return address === other?.address && length === other.length;
    })
  );
}

/**
 * Blames the first expression that changes from one walk to the next because of a symbol: whatever
 * else changes follows from it or leads to it.
 */
function unsettled(
  statements: readonly Statement[],
  before: Layout,
  after: Layout,
): readonly Diagnostic[] {
  const isChanging = (name: string): boolean =>
    before.symbols.get(name) !== after.symbols.get(name);
  const blamed = statements
    .flatMap((statement) =>
      expressionsIn(statement).map((expression) => ({
        statement,
        expression,
        names: symbolsIn(expression).filter(isChanging),
      })),
    )
    .find(({ names }) => names.length > 0);
  const [name = ''] = blamed?.names ?? [];
  const definition = statements.map(definitionIn).find((each) => each?.name === name);
  const [first] = statements;
  const span = blamed === undefined ? first?.span : spanOf(blamed.statement, blamed.expression);
  if (span === undefined) return [];
  const related =
    definition === undefined ? [] : [{ span: definition.span, text: `\`${name}\` is this` }];
  const help = `\`${name}\` depends on an address that depends on \`${name}\``;
  return [
    assemblyError('PG609', span, 'addresses do not settle', {
      related,
      help: blamed === undefined ? undefined : help,
    }),
  ];
}

/** What a statement computes that may move others. */
function expressionsIn(statement: Statement): readonly Expression[] {
  if (statement.kind === 'label') return [];
  if (statement.kind === 'instruction') {
    return statement.forms.flatMap(({ operands }) =>
      [...operands.values()].map(({ expression }) => expression),
    );
  }
  const { directive } = statement;
  switch (directive.kind) {
    case 'org':
    case 'align':
    case 'equ':
      return [directive.value];
    case 'space':
      return [directive.count];
    case 'data':
      return [];
    default:
      return assertNever(directive);
  }
}

/** Leaves out second definitions of a symbol, and forms that need symbols which nothing defines. */
function prepare(all: readonly Statement[]): {
  readonly statements: readonly Statement[];
  readonly diagnostics: Diagnostic[];
} {
  const defined = new Map<string, Span>();
  const diagnostics: Diagnostic[] = [];
  const statements = all.filter((statement) => {
    const definition = definitionIn(statement);
    if (definition === undefined) return true;
    const { name, span } = definition;
    const earlier = defined.get(name);
    if (earlier === undefined) {
      defined.set(name, span);
      return true;
    }
    const related = [{ span: earlier, text: 'first here' }];
    diagnostics.push(
      assemblyError('PG606', span, `symbol \`${name}\` is defined twice`, { related }),
    );
    return false;
  });
  return { statements: statements.map((each) => withKnownForms(each, defined)), diagnostics };
}

/** One form is left in any case, to say what is wrong with it. */
function withKnownForms(statement: Statement, defined: ReadonlyMap<string, Span>): Statement {
  if (statement.kind !== 'instruction') return statement;
  const known = statement.forms.filter(({ operands }) =>
    [...operands.values()].every(({ expression }) =>
      symbolsIn(expression).every((name) => defined.has(name)),
    ),
  );
  return { ...statement, forms: known.length > 0 ? known : statement.forms.slice(0, 1) };
}

function definitionIn(statement: Statement): { name: string; span: Span } | undefined {
  if (statement.kind === 'label') return { name: statement.name, span: statement.span };
  if (statement.kind !== 'directive' || statement.directive.kind !== 'equ') return undefined;
  const { name, start } = statement.directive;
  return { name, span: spanOf(statement, { start, end: start + name.length }) };
}

/** Units by address, each with the statement that gave it. */
type Written = Map<bigint, { readonly unit: bigint; readonly span: Span }>;

/** Makes the units of every statement, and says what cannot be made. */
function emit(
  machine: Machine,
  statements: readonly Statement[],
  { symbols, places }: Layout,
): Pick<LaidOut, 'image' | 'diagnostics'> {
  const { storage } = machine;
  const written: Written = new Map();
  const diagnostics: Diagnostic[] = [];
  for (const [i, statement] of statements.entries()) {
    const { address, length } = places[i] ?? { address: 0n, length: 0 };
    if (address + BigInt(length) > storage.size) {
      const message = `storage ends at ${storage.size}, and this is at ${address}`;
      diagnostics.push(assemblyError('PG607', statement.span, message));
      continue;
    }
    const made = unitsMadeBy(machine, statement, symbols, address, length);
    diagnostics.push(...made.problems);
    const earlier = made.units.map((_, k) => written.get(address + BigInt(k))).find(Boolean);
    if (earlier !== undefined) {
      const message = `something stands at ${address} already`;
      const related = [{ span: earlier.span, text: 'this' }];
      diagnostics.push(assemblyError('PG608', statement.span, message, { related }));
      continue;
    }
    for (const [k, unit] of made.units.entries()) {
      written.set(address + BigInt(k), { unit, span: statement.span });
    }
  }
  const units = [...written].map(([address, { unit }]) => [address, unit] as const);
  return { image: imageOf(units), diagnostics };
}

interface Made {
  readonly units: readonly bigint[];
  readonly problems: readonly Diagnostic[];
}

function unitsMadeBy(
  machine: Machine,
  statement: Statement,
  symbols: ReadonlyMap<string, bigint>,
  here: bigint,
  length: number,
): Made {
  if (statement.kind === 'label') return { units: [], problems: [] };
  if (statement.kind === 'directive') {
    return unitsOfDirective(machine, statement, statement.directive, symbols, here);
  }
  const { form, outcome } = chooseForm(machine, statement.forms, length, symbols, here);
  if (outcome.kind === 'encoded') {
    const { width } = form.template.instruction.encoding;
    return { units: unitsOf(outcome.word, width, machine.storage), problems: [] };
  }
  if (outcome.kind === 'unknown') {
    return { units: [], problems: [unknownSymbol(statement, outcome.symbol, symbols)] };
  }
  const span = outcome.place === undefined ? statement.span : spanOf(statement, outcome.place);
  return { units: [], problems: [assemblyError('PG604', span, outcome.message)] };
}

function unitsOfDirective(
  { storage }: Machine,
  statement: Statement,
  directive: Directive,
  symbols: ReadonlyMap<string, bigint>,
  here: bigint,
): Made {
  const problems: Diagnostic[] = [];
  const wordOf = (expression: Expression, low: bigint, high: bigint): bigint => {
    const value = evaluateExpression(expression, symbols, here);
    if (typeof value !== 'bigint') problems.push(unknownSymbol(statement, value, symbols));
    else if (value >= low && value <= high) return value;
    else {
      const message = `${value} is not between ${low} and ${high}`;
      problems.push(assemblyError('PG604', spanOf(statement, expression), message));
    }
    return 0n;
  };
  const datum = (expression: Expression, unitsEach: number): readonly bigint[] => {
    const width = unitsEach * storage.unit;
    const word = wordOf(expression, -powerOfTwo(width - 1), powerOfTwo(width) - 1n);
    return unitsOf(truncate(width, word), width, storage);
  };

  switch (directive.kind) {
    case 'org':
      wordOf(directive.value, 0n, storage.size);
      return { units: [], problems };
    case 'align':
      wordOf(directive.value, 1n, storage.size);
      return { units: [], problems };
    case 'equ': {
      const value = evaluateExpression(directive.value, symbols, here);
      if (typeof value !== 'bigint') problems.push(unknownSymbol(statement, value, symbols));
      return { units: [], problems };
    }
    case 'data': {
      const units = directive.values.flatMap((value) => datum(value, directive.unitsEach));
      return { units, problems };
    }
    case 'space': {
      const count = Number(wordOf(directive.count, 0n, storage.size));
      if (directive.fill === undefined) return { units: [], problems };
      const [unit] = datum(directive.fill, 1);
      return { units: Array.from({ length: count }, () => unit ?? 0n), problems };
    }
    default:
      return assertNever(directive);
  }
}

function unknownSymbol(
  statement: Statement,
  symbol: Extract<Expression, { kind: 'symbol' }>,
  symbols: ReadonlyMap<string, bigint>,
): Diagnostic {
  const known = suggest(symbol.name, symbols.keys());
  const help = known === undefined ? undefined : `did you mean \`${known}\`?`;
  const message = `unknown symbol \`${symbol.name}\``;
  return assemblyError('PG605', spanOf(statement, symbol), message, { help });
}

function spanOf({ span, lineStart }: Statement, place: { start: number; end: number }): Span {
  return { file: span.file, start: lineStart + place.start, end: lineStart + place.end };
}
