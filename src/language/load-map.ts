/**
 * Loads a map file, against the machine that it maps.
 *
 * What is kept under the name of an element stands for that element: it is what the virtual machine
 * shows, and `resume` puts it back. An element that is not kept is shared: the real one is the
 * virtual one. A map says only what is otherwise.
 */

import type { Diagnostic } from '../base/diagnostic.ts';
import type { Span } from '../base/span.ts';
import type { Effect, Element, Machine } from '../isa/machine.ts';
import { KEPT, STORAGE_ADDRESS, VIRTUAL, type Conjunct, type Derived, type MonitorMap, type Reached, type Reflected } from '../isa/monitor-map.ts'; // prettier-ignore
import { bits, constant, TRUE, variable, type Term } from '../term/term.ts';
import { subterms } from '../term/walk.ts';
import type { Expression, FunctionParameter, Item, MAP_BODIES, MapFile, MapItem, Name } from './ast.ts'; // prettier-ignore
import { type Context, didYouMean, type Execution, initialSlots, newExecution, report } from './context.ts'; // prettier-ignore
import { checkAlike, checkOnce, checkPlaced, checkStorageUnnamed, headOf } from './check-map.ts';
import { toBits } from './convert.ts';
import { announce, declare, declareBank, declareElement, settleConstants } from './declarations.ts';
import { evaluate, evaluateCondition, evaluateStatic } from './expressions.ts';
import { MEMORY_SLOT, setSlot, slot } from './flow.ts';
import { mapFunctions } from './map-functions.ts';
import type { Host } from './gather.ts';
import {
  type Elaborated,
  hasErrors,
  loadElaborated,
  loadMachine,
  type LoadRequest,
} from './load.ts';
import { citationTexts } from './machine-parts.ts';
import { parseMap } from './parse.ts';
import { declareAgain, declareFieldAgain, joinQualified, qualifiedBank } from './qualify.ts';
import { runBlock } from './statements.ts';
import { resolveType } from './types.ts';
import { bitsValue, number, typeWidth } from './values.ts';

export interface MapRequest {
  readonly machine: LoadRequest;
  /** The map file. */
  readonly file: string;
  /** Its text, where it is not to be read. */
  readonly text?: string | undefined;
  /** Parameters of the virtual machine given from outside. */
  readonly virtual?: ReadonlyMap<string, bigint>;
}

export interface LoadedMap {
  /** Undefined if there is an error among the diagnostics. */
  readonly map: MonitorMap | undefined;
  readonly diagnostics: readonly Diagnostic[];
  readonly sources: ReadonlyMap<string, string>;
}

export function loadMap(request: MapRequest, host: Host): LoadedMap {
  const { elaborated: real, ...loaded } = loadElaborated(request.machine, host);
  const diagnostics = [...loaded.diagnostics];
  const sources = new Map(loaded.sources);
  const fail = { map: undefined, diagnostics, sources };
  if (real === undefined) return fail;

  const text = request.text ?? host.readText(request.file);
  if (text === undefined) {
    const span = { file: request.file, start: 0, end: 0 };
    diagnostics.push({
      code: 'PG501',
      severity: 'error',
      message: `cannot read \`${request.file}\``,
      primary: { span, text: '' },
      related: [],
      help: 'a machine has its map beside its first file, as `machine.map`',
    });
    return fail;
  }
  sources.set(request.file, text);
  const { file, diagnostics: mistakes } = parseMap(request.file, text);
  diagnostics.push(...mistakes);
  if (file === undefined || hasErrors(diagnostics)) return fail;

  const tree = joinQualified(file.tree);
  const context = contextOfMap(real, diagnostics);
  // Parameters of the virtual machine may be constants of the map, which may hang on others of them.
  announce(
    context,
    tree.items.filter((item) => item.kind === 'constant'),
  );
  const settings = virtualSettings(context, real, tree, request);
  const virtual =
    settings === undefined ? undefined : loadMachine({ ...request.machine, settings }, host);
  diagnostics.push(...mistakesOfVirtual(virtual?.diagnostics ?? [], tree));
  if (virtual?.machine === undefined || hasErrors(diagnostics)) return fail;
  const map = elaborate(context, real, virtual.machine, tree, sources);
  return { map: hasErrors(diagnostics) ? undefined : map, diagnostics, sources };
}

/** What is wrong with the virtual machine only is so by the parameters that it has for itself. */
function mistakesOfVirtual(
  diagnostics: readonly Diagnostic[],
  { items }: MapFile,
): readonly Diagnostic[] {
  const because = items
    .filter((item) => item.kind === 'virtual')
    .map(({ span }) => ({ span, text: 'by this parameter of the virtual machine' }));
  return diagnostics
    .filter(({ severity }) => severity === 'error')
    .map((each) => ({ ...each, related: [...each.related, ...because] }));
}

/** The names of the machine, to which those of the map are added. */
function contextOfMap({ context }: Elaborated, diagnostics: Diagnostic[]): Context {
  return {
    ...context,
    diagnostics,
    globals: new Map(context.globals),
    declared: new Map(context.declared),
    elements: [...context.elements],
    results: new Map(),
    pending: { constants: new Map(), types: new Map(), members: new Map() },
  };
}

/** The parameters of the virtual machine: the real one's, but for what the map and the caller say. */
function virtualSettings(
  context: Context,
  { machine }: Elaborated,
  { items }: MapFile,
  { virtual = new Map<string, bigint>() }: MapRequest,
): ReadonlyMap<string, bigint> | undefined {
  const settings = new Map(machine.parameters.map(({ name, value }) => [name, value]));
  const x = newExecution(context, 'predicate', initialSlots(context));
  let isWhole = true;
  for (const item of items) {
    if (item.kind !== 'virtual') continue;
    const value = evaluateStatic(x, item.value);
    if (value === undefined || !hasParameter(context, machine, item.name)) isWhole = false;
    else settings.set(item.name.text, value);
  }
  for (const [name, value] of virtual) settings.set(name, value);
  return isWhole ? settings : undefined;
}

function hasParameter(context: Context, { parameters }: Machine, { text, span }: Name): boolean {
  if (parameters.some(({ name }) => name === text)) return true;
  const names = parameters.map(({ name }) => name);
  report(context, 'PG504', span, `this machine has no parameter \`${text}\``, {
    help: didYouMean(text, names) ?? `its parameters are ${names.join(', ')}`,
  });
  return false;
}

/** What the bodies of one map are elaborated with. */
interface MapSetting {
  readonly context: Context;
  readonly virtual: Machine;
  readonly kept: readonly Element[];
  readonly variables: ReadonlyMap<string, Term>;
  readonly items: readonly MapItem[];
  readonly sources: ReadonlyMap<string, string>;
}

function elaborate(
  context: Context,
  real: Elaborated,
  virtual: Machine,
  tree: MapFile,
  sources: ReadonlyMap<string, string>,
): MonitorMap | undefined {
  const { items } = tree;
  const width = virtual.storage.addressWidth;
  if (!checkAlike(context, real.machine, virtual, tree)) return undefined;
  const kept = declareNames(context, real, virtual, items);
  if (!checkOnce(context, tree) || !checkStorageUnnamed(context, virtual, tree)) return undefined;
  const variables = new Map(initialSlots(context));
  const ofMap = mapFunctions({
    real: real.machine,
    virtual,
    window: (x) => windowIn(x, items, width),
  });
  const setting: MapSetting = { context: { ...context, ofMap }, virtual, kept, variables, items, sources }; // prettier-ignore

  const abstraction = virtualAfter(setting, 'abstraction', (name) =>
    named(setting, hasOwn(kept, name) ? `${KEPT}${name}` : name),
  );
  const shown = (name: string): Term => abstraction.get(name) ?? named(setting, name);
  const seen = new Map([
    ...variables,
    ...virtual.elements.map(({ name }): [string, Term] => [`${VIRTUAL}${name}`, shown(name)]),
  ]);
  const condition = (e: Expression): Term =>
    evaluateCondition(newExecution(fresh(setting.context), 'predicate', seen), e);
  return {
    title: tree.title,
    citations: citationTexts(tree.citations),
    real: real.machine,
    pair: pairOf(context, real.machine, items),
    virtual,
    kept,
    placed: checkPlaced(context, conjuncts(setting, 'placed', condition)),
    window: windowIn(newExecution(fresh(setting.context), 'predicate', seen), items, width),
    allocated: elaborateAllocated(setting, seen),
    derived: elaborateDerived(setting, seen),
    reached: elaborateReached(setting, seen),
    invariants: conjuncts(setting, 'invariant', condition),
    abstraction,
    recovery: virtualAfter(setting, 'recovery', shown),
    reflected: elaborateReflected(setting, seen),
    resume: realAfter(setting, ['resume']),
    start: realAfter(setting, ['start', 'resume']),
    covers: items
      .filter((item) => item.kind === 'cover')
      .map((item) => ({ title: item.title, condition: condition(item.condition) })),
    leavesOut: items
      .filter((item) => item.kind === 'leaves-out')
      .map(({ what, why }) => ({ what, why })),
  };
}

function pairOf(context: Context, { pairs }: Machine, items: readonly MapItem[]): string {
  const item = items.find((each) => each.kind === 'between');
  const names = pairs.map(({ name }) => name);
  if (item !== undefined && !names.includes(item.pair.text))
    report(context, 'PG101', item.pair.span, `the machine has no pair \`${item.pair.text}\``, {
      help: didYouMean(item.pair.text, names) ?? `its pairs are ${names.join(', ')}`,
    });
  return item?.pair.text ?? names[0] ?? '';
}

/** `virtual.X` for every element and parameter, `kept.X` for what is kept. */
function declareNames(
  context: Context,
  real: Elaborated,
  virtual: Machine,
  items: readonly MapItem[],
): readonly Element[] {
  const elements = real.items.filter((item) => item.kind === 'element');
  for (const { name } of elements) declareAgain(context, name.text, VIRTUAL, name.span);
  const names = new Set(elements.map((item) => item.name.text));
  const x = newExecution(context, 'predicate', initialSlots(context));
  for (const item of real.items)
    if (item.kind === 'banked') declareBank(x, qualifiedBank(item, names, VIRTUAL), []);
  for (const { name, value } of virtual.parameters) {
    const at = elements[0]?.span ?? { file: '', start: 0, end: 0 };
    declare(context, `${VIRTUAL}${name}`, at, { kind: 'value', value: number(value) });
  }
  const before = context.elements.length;
  for (const item of items)
    if (item.kind === 'kept') declareKept(context, elements, item, virtual.storage.name);
  const functions = items.filter((item) => item.kind === 'function');
  for (const item of functions)
    declare(context, item.name.text, item.name.span, { kind: 'function', item });
  settleConstants(context);
  return context.elements.slice(before);
}

function declareKept(
  context: Context,
  elements: readonly Extract<Item, { kind: 'element' }>[],
  item: Extract<MapItem, { kind: 'kept' }>,
  storage: string,
): void {
  for (const name of item.names) {
    const like = elements.find((each) => each.name.text === name.text);
    if (item.type !== undefined) {
      declareElement(context, { kind: 'element', role: 'control', name: { ...name, text: `${KEPT}${name.text}` }, type: item.type, count: undefined, hardwired: [], marks: [], citations: [], why: item.why ?? '', span: item.span }, []); // prettier-ignore
    } else if (name.text.includes('.')) {
      if (context.declared.has(`${KEPT}${name.text}`))
        report(context, 'PG103', name.span, `\`kept.${name.text}\` is declared twice`);
      else if (!declareFieldAgain(context, name, KEPT))
        report(
          context,
          'PG101',
          name.span,
          `the machine has no element with a field \`${name.text}\``,
        );
    } else if (like === undefined) {
      report(context, 'PG101', name.span, `the machine has no element \`${name.text}\``, {
        help: helpWithKept(
          name.text,
          elements.map((each) => each.name.text),
          storage,
        ),
      });
    } else {
      declareAgain(context, name.text, KEPT, name.span);
    }
  }
}

function helpWithKept(name: string, elements: readonly string[], storage: string): string {
  if (name === storage) return "storage is not kept: the guest's is a piece of the real one";
  const typed = `what is the monitor's own has a type: \`kept ${name} : bits(16)\``;
  return didYouMean(name, elements) ?? typed;
}

/** The kept element that stands for an element of the virtual machine. */
function hasOwn(kept: readonly Element[], name: string): boolean {
  return kept.some((each) => each.name === `${KEPT}${name}`);
}

function named({ variables }: MapSetting, name: string): Term {
  const term = variables.get(name);
  if (term === undefined) throw new TypeError(`no element ${name}`);
  return term;
}

/** What was computed for other bodies had other states before them. */
function fresh(context: Context): Context {
  return { ...context, results: new Map() };
}

/** The virtual elements after a body that starts with them as given. */
function virtualAfter(
  setting: MapSetting,
  kind: 'abstraction' | 'recovery',
  before: (name: string) => Term,
): ReadonlyMap<string, Term> {
  const x = newExecution(fresh(setting.context), 'effect', setting.variables);
  const { elements } = setting.virtual;
  for (const { name } of elements) setSlot(x.flow, `${VIRTUAL}${name}`, before(name));
  runBody(setting, x, kind);
  refuseOthers(setting, x, kind);
  return new Map(elements.map(({ name }) => [name, slot(x.flow, `${VIRTUAL}${name}`)]));
}

/** What bodies do to the real machine and to what is kept, with the virtual state put into place. */
function realAfter(setting: MapSetting, kinds: readonly ('start' | 'resume')[]): Effect {
  const { context, variables, virtual, kept } = setting;
  const x = newExecution(fresh(context), 'effect', variables);
  for (const kind of kinds) {
    if (kind === 'resume') {
      for (const { name } of virtual.elements) {
        const place = hasOwn(kept, name) ? `${KEPT}${name}` : name;
        setSlot(x.flow, place, named(setting, `${VIRTUAL}${name}`));
      }
    }
    runBody(setting, x, kind);
    if (kind === kinds[0]) refuseOthers(setting, x, kind);
  }
  const elements = new Map(
    [...(x.flow.slots ?? [])].filter(
      ([name, term]) => name !== MEMORY_SLOT && term !== variables.get(name),
    ),
  );
  return { elements, memory: slot(x.flow, MEMORY_SLOT) };
}

function runBody({ items }: MapSetting, x: Execution, kind: MapItem['kind']): void {
  for (const item of items) if ('body' in item && item.kind === kind) runBlock(x, item.body);
}

/** α and the recovery assign to the virtual machine only, tables to storage, what resumes to all else. */
function refuseOthers(
  { context, items, variables }: MapSetting,
  x: Execution,
  kind: (typeof MAP_BODIES)[number],
): void {
  const { isAssigned, help } = ASSIGNED[kind];
  const item = items.find((each) => each.kind === kind);
  for (const [name, term] of x.flow.slots ?? []) {
    if (term === variables.get(name) || isAssigned(name)) continue;
    const what = name === MEMORY_SLOT ? 'storage' : `\`${name}\``;
    if (item !== undefined) report(context, 'PG302', headOf(item.span, kind), `\`${kind}\` assigns to ${what}`, { help }); // prettier-ignore
  }
}

const TO_VIRTUAL = {
  isAssigned: (name: string): boolean => name.startsWith(VIRTUAL),
  help: 'only the virtual machine is assigned to here',
};
const TO_REAL = {
  isAssigned: (name: string): boolean => !name.startsWith(VIRTUAL),
  help: 'the virtual machine is what is to be shown here; the real one, and what is kept, are assigned to',
};
const TO_STORAGE = {
  isAssigned: (name: string): boolean => name === MEMORY_SLOT,
  help: 'only derived storage is assigned to here',
};

/** What each body may assign to. */
const ASSIGNED = {
  abstraction: TO_VIRTUAL,
  recovery: TO_VIRTUAL,
  resume: TO_REAL,
  start: TO_REAL,
  clear: TO_STORAGE,
  fill: TO_STORAGE,
};

function conjuncts(
  setting: MapSetting,
  kind: 'placed' | 'invariant',
  condition: (e: Expression) => Term,
): readonly Conjunct[] {
  return setting.items
    .filter((item) => item.kind === 'placed' || item.kind === 'invariant')
    .filter((item) => item.kind === kind)
    .map((item) => {
      return {
        condition: condition(item.condition),
        text: sourceText(setting, item.condition.span),
        why: item.why ?? '',
        span: item.span,
      };
    });
}

/** Where the virtual storage begins, in the state at hand. */
function windowIn(x: Execution, items: readonly MapItem[], width: number): Term {
  const item = items.find((each) => each.kind === 'window');
  if (item === undefined) return constant(width, 0n);
  const value = evaluate(x, item.base, { kind: 'bits', width });
  return toBits(x, value, width, item.base.span) ?? constant(width, 0n);
}

function elaborateReflected(
  { context, virtual, items }: MapSetting,
  seen: ReadonlyMap<string, Term>,
): Reflected | undefined {
  const item = items.find((each) => each.kind === 'reflected');
  if (item === undefined) return undefined;
  const x = newExecution(fresh(context), 'predicate', seen);
  const term = (e: Expression, width: number): Term =>
    toBits(x, evaluate(x, e, { kind: 'bits', width }), width, e.span) ?? constant(width, 0n);
  const pc = virtual.elements.find(({ role }) => role === 'pc');
  return {
    condition: evaluateCondition(x, item.condition),
    cause: term(item.cause, virtual.causeWidth),
    resume: term(item.resume, pc?.width ?? 1),
  };
}

function elaborateAllocated(setting: MapSetting, seen: ReadonlyMap<string, Term>): Term {
  const item = setting.items.find((each) => each.kind === 'allocated');
  if (item === undefined) return TRUE;
  return evaluateCondition(storageExecution(setting, seen, item.address), item.condition);
}

function elaborateDerived(
  setting: MapSetting,
  seen: ReadonlyMap<string, Term>,
): Derived | undefined {
  const item = setting.items.find((each) => each.kind === 'derived');
  if (item === undefined) return undefined;
  const { unit: width } = setting.virtual.storage;
  const x = storageExecution(setting, seen, item.address);
  const [low, high] = [evaluateStatic(x, item.low), evaluateStatic(x, item.high)];
  const unit = toBits(x, evaluate(x, item.value, { kind: 'bits', width }), width, item.value.span);
  if (low === undefined || high === undefined || unit === undefined) return undefined;
  if (subterms(unit).some(({ sort }) => sort.kind === 'memory'))
    report(setting.context, 'PG302', item.value.span, 'derived storage follows from what is kept, not from storage'); // prettier-ignore
  const [clear, fill] = (['clear', 'fill'] as const).map((kind) => storageAfter(setting, kind));
  return clear === undefined || fill === undefined ? undefined : { low, high, unit, clear, fill };
}

/** The storage after a body that assigns to nothing else. */
function storageAfter(setting: MapSetting, kind: 'clear' | 'fill'): Term {
  const x = newExecution(fresh(setting.context), 'effect', setting.variables);
  runBody(setting, x, kind);
  refuseOthers(setting, x, kind);
  return slot(x.flow, MEMORY_SLOT);
}

function elaborateReached(
  { context, items, virtual }: MapSetting,
  seen: ReadonlyMap<string, Term>,
): Reached | undefined {
  const item = items.find((each) => each.kind === 'reached');
  if (item === undefined) return undefined;
  const x = newExecution(fresh(context), 'predicate', seen);
  const low = evaluateStatic(x, item.bits);
  const width = virtual.paths[0]?.addressWidth ?? 1;
  const pages = item.pages.map((page) =>
    toBits(x, evaluate(x, page, { kind: 'bits', width }), width, page.span),
  );
  if (low === undefined || low < 1n || low >= BigInt(width)) {
    report(context, 'PG111', item.bits.span, `a page has 1 to ${width - 1} bits of address`);
    return undefined;
  }
  return { bits: Number(low), pages: pages.filter((page) => page !== undefined) };
}

/** For expressions about one address of the storage. */
function storageExecution(
  { context, virtual }: MapSetting,
  seen: ReadonlyMap<string, Term>,
  { name, type }: FunctionParameter,
): Execution {
  const x = newExecution(fresh(context), 'predicate', seen);
  const { addressWidth } = virtual.storage;
  const width = type === undefined ? addressWidth : typeWidth(resolveType(context, type));
  if (type !== undefined && width !== addressWidth)
    report(context, 'PG102', type.span, `an address of the storage has ${addressWidth} bits`);
  const value = bitsValue(variable(STORAGE_ADDRESS, bits(addressWidth)));
  x.scope.names.set(name.text, { kind: 'value', value });
  return x;
}

function sourceText({ sources }: MapSetting, span: Span): string {
  const text = sources.get(span.file)?.slice(span.start, span.end) ?? '';
  return text.replaceAll(/\s+/gu, ' ').trim();
}
