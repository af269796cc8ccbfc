/**
 * From files to one flat list of items: `include`s read, changes applied to their base machine,
 * extensions appended, parameters settled and items under an `if` chosen by them.
 *
 * An `include` under an `if` is read when it turns out to count, or when a change may mean what
 * stands in it: a machine with many extensions is mostly files that are not asked for.
 */

import { assertNever } from '../base/assert-never.ts';
import { powerOfTwo } from '../base/bits.ts';
import type { Diagnostic } from '../base/diagnostic.ts';
import type { Span } from '../base/span.ts';
import type { ParameterSetting } from '../isa/machine.ts';
import type { Citation, Description, Expression, Fragment, Item } from './ast.ts';
import { type Context, didYouMean, report, staticExecution } from './context.ts';
import { announce, declare } from './declarations.ts';
import { evaluateCondition, evaluateStatic } from './expressions.ts';
import { isTrue } from '../term/term.ts';
import { parseDescription } from './parse.ts';
import { resolveWidth } from './types.ts';
import { describeWidth, number } from './values.ts';

/** How the language reaches files; paths are the host's business. */
export interface Host {
  /** The text of a file; undefined if it cannot be read. */
  readText(path: string): string | undefined;
  /** The first file of a machine by its id; undefined if there is none. */
  machineFile(id: string): string | undefined;
  /** `path` as seen from the file `from`. */
  resolve(from: string, path: string): string;
  /** Every machine id, for did-you-mean. */
  machineIds(): readonly string[];
}

export interface Gathered {
  readonly title: string;
  /** The word `isa` of the first file: where the machine as a whole is meant. */
  readonly header: Span;
  readonly citations: readonly Citation[];
  readonly items: readonly Item[];
}

type Include = Extract<Item, { kind: 'include' }>;

/** Reads a machine's files. Errors go to `diagnostics`, texts to `sources`. */
export class Gatherer {
  readonly #host: Host;
  readonly #diagnostics: Diagnostic[];
  readonly #sources: Map<string, string>;
  /** The files that are being read, each included or changed by the one before. */
  #open: readonly string[] = [];
  /** Of an `include` that was left for later: what was open where it stands. */
  readonly #unread = new Map<Include, readonly string[]>();
  #isWhole = true;

  constructor(host: Host, diagnostics: Diagnostic[], sources: Map<string, string>) {
    this.#host = host;
    this.#diagnostics = diagnostics;
    this.#sources = sources;
  }

  /** Whether everything so far could be read. If not, what else is wrong may only follow from it. */
  get isWhole(): boolean {
    return this.#isWhole;
  }

  /** A machine's first file with all it includes, on top of the machine it changes. */
  machine(file: string, from: Span | undefined): Gathered | undefined {
    const tree = this.#parse(file, from, 'changes');
    if (tree === undefined) return undefined;
    if (tree.kind === 'fragment') {
      this.#fail(
        'PG021',
        tree.span.start === tree.span.end
          ? { file, start: 0, end: 0 }
          : { ...tree.span, end: tree.span.start + 1 },
        'a machine starts with its header',
        'begin with: isa "title"',
      );
      return undefined;
    }
    return this.#reading([...this.#open, file], () => {
      const items = this.#expand(tree.items);
      if (tree.changes !== undefined) return this.#changed(tree, items);
      return {
        title: tree.title,
        header: headerOf(tree),
        citations: tree.citations,
        items: this.changed([], items),
      };
    });
  }

  /** An extension: a fragment, or a description whose items are added (`--with`). */
  extension(file: string): readonly Item[] {
    const tree = this.#parse(file, undefined, 'includes');
    return tree === undefined ? [] : this.#expand(tree.items);
  }

  /** `base` with its changes made. They may mean what stands in a file that was left for later. */
  changed(base: readonly Item[], changes: readonly Item[]): Item[] {
    const isChange = changes.some(({ kind }) => kind === 'replace' || kind === 'remove');
    return isChange
      ? applyChanges(this.#readAll(base), this.#readAll(changes), this.#diagnostics)
      : [...base, ...changes];
  }

  /** The items of an `include`, those that it includes among them. */
  include(item: Include): readonly Item[] {
    const open = this.#unread.get(item) ?? this.#open;
    const path = this.#host.resolve(item.span.file, item.path);
    const tree = this.#reading(open, () => this.#parse(path, item.span, 'includes'));
    if (tree === undefined) return [];
    return this.#reading([...open, path], () => this.#expand(tree.items));
  }

  #parse(
    file: string,
    from: Span | undefined,
    verb: 'changes' | 'includes',
  ): Description | Fragment | undefined {
    if (this.#open.includes(file)) {
      this.#fail(
        'PG502',
        from ?? { file, start: 0, end: 0 },
        `\`${file}\` ${verb} itself`,
        this.#open.length === 1 ? undefined : [...this.#open, file].join(' → '),
      );
      return undefined;
    }
    const text = this.#sources.get(file) ?? this.#host.readText(file);
    if (text === undefined) {
      this.#fail(
        'PG501',
        from ?? { file, start: 0, end: 0 },
        `cannot read \`${file}\``,
        'check the path; a description is text in UTF-8',
      );
      return undefined;
    }
    this.#sources.set(file, text);
    const { file: parsed, diagnostics } = parseDescription(file, text);
    if (diagnostics.length > 0) this.#isWhole = false;
    this.#diagnostics.push(...diagnostics);
    return parsed.tree;
  }

  #reading<T>(open: readonly string[], action: () => T): T {
    const outer = this.#open;
    this.#open = open;
    const result = action();
    this.#open = outer;
    return result;
  }

  /** With what the `include`s stand for, but for those under an `if`. */
  #expand(items: readonly Item[]): readonly Item[] {
    return items.flatMap((item) => {
      if (item.kind === 'include') return this.include(item);
      if (item.kind === 'when') this.#leave([...item.then, ...item.otherwise]);
      return [item];
    });
  }

  #leave(items: readonly Item[]): void {
    for (const item of items) {
      if (item.kind === 'include') this.#unread.set(item, this.#open);
      if (item.kind === 'when') this.#leave([...item.then, ...item.otherwise]);
    }
  }

  #readAll(items: readonly Item[]): readonly Item[] {
    return items.flatMap((item) => {
      if (item.kind === 'include') return this.#readAll(this.include(item));
      if (item.kind !== 'when') return [item];
      return [
        { ...item, then: this.#readAll(item.then), otherwise: this.#readAll(item.otherwise) },
      ];
    });
  }

  #changed(tree: Description, items: readonly Item[]): Gathered | undefined {
    const id = tree.changes ?? '';
    const span = this.#spanOfBase(tree);
    const file = isPath(id)
      ? this.#host.resolve(tree.span.file, id.endsWith('.isa') ? id : `${id}/machine.isa`)
      : this.#host.machineFile(id);
    if (file === undefined) {
      const help =
        didYouMean(id, this.#host.machineIds()) ??
        `\`popek list\` shows those that come with popek; one of your own is a path: "./${id}"`;
      this.#fail('PG503', span, `unknown machine \`${id}\``, help);
      return undefined;
    }
    const base = this.machine(file, span);
    if (base === undefined) return undefined;
    return {
      title: tree.title,
      header: headerOf(tree),
      citations: [...base.citations, ...tree.citations],
      items: this.changed(base.items, items),
    };
  }

  /** The text behind `changes`, or where it has escapes, the word `isa`. */
  #spanOfBase({ changes = '', span }: Description): Span {
    const text = this.#sources.get(span.file) ?? '';
    const quoted = `"${changes}"`;
    const start = text.indexOf(quoted, text.indexOf('changes', span.start));
    if (start < 0) return headerOf({ span });
    return { ...span, start, end: start + quoted.length };
  }

  #fail(code: Diagnostic['code'], span: Span, message: string, help: string | undefined): void {
    this.#isWhole = false;
    this.#diagnostics.push({
      code,
      severity: 'error',
      message,
      primary: { span, text: '' },
      related: [],
      help,
    });
  }
}

/** What `changes` names: a path, of a folder or a file, or else the id of a machine. */
function isPath(machine: string): boolean {
  return /^\.{0,2}\//u.test(machine) || /^\.{1,2}$/u.test(machine) || machine.endsWith('.isa');
}

function headerOf({ span }: Pick<Description, 'span'>): Span {
  return { ...span, end: span.start + 'isa'.length };
}

/** `replace` and `remove` on the base's items; everything else is added behind them. */
export function applyChanges(
  base: readonly Item[],
  changes: readonly Item[],
  diagnostics: Diagnostic[],
): Item[] {
  let items = [...base];
  const fail = (change: Item, message: string, help?: string): void => {
    diagnostics.push({
      code: 'PG306',
      severity: 'error',
      message,
      primary: { span: nameSpanOf(change), text: '' },
      related: [],
      help,
    });
  };
  for (const change of changes) {
    if (change.kind !== 'replace' && change.kind !== 'remove') {
      items.push(change);
      continue;
    }
    const wanted =
      change.kind === 'replace'
        ? itemKey(change.item)
        : `${change.keyword.text} ${change.name.text}`;
    if (wanted === undefined) {
      fail(change, 'this has no name by which to find what it should replace');
      continue;
    }
    const instead = change.kind === 'replace' ? change.item : undefined;
    const found = exchange(items, wanted, instead);
    if (found.count > 1 && !wanted.includes(' ')) {
      fail(change, `there are ${found.count} items \`${wanted}\`, and nothing tells them apart`);
    } else if (found.count === 0) {
      const help =
        didYouMean(wanted, keysOf(items)) ??
        (instead === undefined ? undefined : 'without `replace` the item is added');
      fail(change, `there is no \`${wanted}\` to ${change.kind}`, help);
    } else {
      items = found.items;
    }
  }
  return items;
}

/** The name in what is replaced or removed, if it has one. */
function nameSpanOf(item: Item): Span {
  if (item.kind === 'replace') return nameSpanOf(item.item);
  if (item.kind === 'instruction') return item.id.span;
  return 'name' in item && item.name !== undefined ? item.name.span : item.span;
}

function keysOf(items: readonly Item[]): readonly string[] {
  return items.flatMap((item) =>
    item.kind === 'when'
      ? [...keysOf(item.then), ...keysOf(item.otherwise)]
      : (itemKey(item) ?? []),
  );
}

/**
 * The items without those wanted, and with `instead` in the place of the first of each list: an
 * `if` may have one in either branch.
 */
function exchange(
  items: readonly Item[],
  wanted: string,
  instead: Item | undefined,
): { readonly items: Item[]; readonly count: number } {
  let count = 0;
  let isPlaced = false;
  const changed = items.flatMap((item) => {
    if (itemKey(item) === wanted) {
      const isFirst = !isPlaced;
      isPlaced = true;
      count += 1;
      return isFirst && instead !== undefined ? [instead] : [];
    }
    if (item.kind !== 'when') return [item];
    const then = exchange(item.then, wanted, instead);
    const otherwise = exchange(item.otherwise, wanted, instead);
    if (then.count + otherwise.count === 0) return [item];
    count += then.count + otherwise.count;
    return [{ ...item, then: then.items, otherwise: otherwise.items }];
  });
  return { items: changed, count };
}

/** What `replace` and `remove` find an item by: its keyword and, if it has one, its name. */
function itemKey(item: Item): string | undefined {
  switch (item.kind) {
    case 'instruction':
      return `instruction ${item.id.text}`;
    case 'element':
      return `${item.role} ${item.name.text}`;
    case 'type':
      return `${item.type.kind === 'enum' || item.type.kind === 'record' ? item.type.kind : 'type'} ${item.name.text}`;
    case 'constant':
      return `const ${item.name.text}`;
    case 'cause':
      return `trap ${item.name.text}`;
    case 'group':
      return `group ${item.name.text}`;
    case 'interrupt':
      return `interrupt ${item.cause.text}`;
    case 'translate':
      return `translate ${item.paths[0]?.text ?? ''}`;
    case 'pair':
      return item.name === undefined ? 'supervisor' : `pair ${item.name.text}`;
    case 'parameter':
    case 'storage':
    case 'banked':
    case 'function':
      return `${item.kind} ${item.name.text}`;
    case 'leaves-out':
      return `leaves out ${item.what}`;
    case 'before':
    case 'include':
    case 'when':
    case 'replace':
    case 'remove':
      return undefined;
    case 'completion':
    case 'covering':
    case 'entry':
    case 'invariant':
    case 'reset':
    case 'undecoded':
      return item.kind;
    default:
      return assertNever(item);
  }
}

// Parameters.

/** Settles the parameters, binding each to its value. Settings for none of them are reported. */
export function settleParameters(
  context: Context,
  items: readonly Item[],
  settings: ReadonlyMap<string, bigint>,
  at: Span,
): ParameterSetting[] {
  const parameters = items.filter((item) => item.kind === 'parameter');
  const settled = parameters.map((item) =>
    settleParameter(context, item, settings.get(item.name.text)),
  );
  for (const name of settings.keys()) {
    if (parameters.some((item) => item.name.text === name)) continue;
    const names = parameters.map((item) => item.name.text);
    const all = names.length === 0 ? 'it has none' : `its parameters are ${names.join(', ')}`;
    report(context, 'PG504', at, `this machine has no parameter \`${name}\``, {
      help: didYouMean(name, names) ?? all,
    });
  }
  return settled;
}

function settleParameter(
  context: Context,
  item: Extract<Item, { kind: 'parameter' }>,
  wanted: bigint | undefined,
): ParameterSetting {
  const x = staticExecution(context);
  const byDefault = evaluateStatic(x, item.value) ?? 0n;
  const value = wanted ?? byDefault;
  const choices =
    item.choices.length === 0
      ? undefined
      : item.choices.map((choice) => evaluateStatic(x, choice) ?? 0n);
  const name = item.name.text;
  const refuse = (span: Span, help: string): void =>
    report(context, 'PG505', wanted === undefined ? item.value.span : span, cannotBe(name, value), {
      help,
    });
  if (choices !== undefined && !choices.includes(value))
    refuse(spanOfAll(item.choices, item.span), `it is one of ${choices.join(', ')}`);
  if (item.width !== undefined) {
    const width = resolveWidth(context, item.width);
    if (value < 0n || value >= powerOfTwo(width))
      refuse(item.width.span, `it has ${describeWidth(width)}`);
  }
  declare(context, name, item.name.span, { kind: 'value', value: number(value) });
  return { name, value, choices, isDefault: value === byDefault };
}

function cannotBe(name: string, value: bigint): string {
  return `parameter \`${name}\` cannot be ${value}`;
}

/** From the first of the expressions to the last; they stand in one file. */
function spanOfAll(expressions: readonly Expression[], otherwise: Span): Span {
  const [first, last] = [expressions[0]?.span, expressions.at(-1)?.span];
  if (first === undefined || last === undefined) return otherwise;
  return { ...first, end: last.end };
}

/** Items with every `if` decided. Conditions see parameters and constants. */
export function chooseItems(
  context: Context,
  gatherer: Gatherer,
  items: readonly Item[],
  isUnderIf: boolean = false,
): Item[] {
  const whole = items.flatMap((item) => (item.kind === 'include' ? gatherer.include(item) : item));
  announce(context, whole);
  return whole.flatMap((item) => {
    if (isUnderIf) checkUnderIf(context, item);
    if (item.kind !== 'when') return [item];
    const chosen = decide(context, item.condition) ? item.then : item.otherwise;
    return chooseItems(context, gatherer, chosen, true);
  });
}

/** Parameters decide the `if`s, and constants and types may: they cannot depend on them in turn. */
function checkUnderIf(context: Context, item: Item): void {
  if (item.kind === 'parameter') {
    report(context, 'PG302', item.span, 'a parameter cannot depend on another one');
  }
  if (item.kind !== 'replace' && item.kind !== 'remove') return;
  const key = item.kind === 'replace' ? itemKey(item.item) : item.keyword.text;
  const [keyword = ''] = (key ?? '').split(' ');
  if (!['parameter', 'const', 'type', 'enum', 'record'].includes(keyword)) return;
  report(context, 'PG302', item.span, `\`${item.kind} ${keyword}\` cannot stand under an \`if\``, {
    help: 'parameters, constants and types are settled before it is decided',
  });
}

function decide(context: Context, e: Expression): boolean {
  const condition = evaluateCondition(staticExecution(context), e);
  if (condition.kind !== 'constant')
    report(context, 'PG106', e.span, 'this must be decided by parameters alone');
  return isTrue(condition);
}
