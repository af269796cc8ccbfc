/**
 * Loads a map file, against the machine that it maps.
 *
 * What is kept under the name of an element stands for that element: it is what the virtual machine
 * shows, and `resume` puts it back. An element that is not kept is shared: the real one is the
 * virtual one. A map says only what is otherwise.
 */

import type { Diagnostic } from '../base/diagnostic.ts';
import type { Effect, Element, Machine } from '../isa/machine.ts';
import { ALLOCATED_ADDRESS, KEPT, VIRTUAL, type Conjunct, type MonitorMap } from '../isa/monitor-map.ts'; // prettier-ignore
import { bits, constant, TRUE, variable, type Term } from '../term/term.ts';
import type { Expression, Item, MAP_BODIES, MapFile, MapItem, Name } from './ast.ts';
import { type Context, didYouMean, type Execution, initialSlots, newExecution, report } from './context.ts'; // prettier-ignore
import { checkAlike, checkOnce, checkPlaced, checkStorageUnnamed, headOf } from './check-map.ts';
import { toBits } from './convert.ts';
import { announce, declare, declareBank, declareElement, settleConstants } from './declarations.ts';
import { evaluate, evaluateCondition, evaluateStatic } from './expressions.ts';
import { MEMORY_SLOT, setSlot, slot } from './flow.ts';
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
import { declareAgain, joinQualified, qualifiedBank } from './qualify.ts';
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
  if (!checkAlike(context, real.machine, virtual, tree)) return undefined;
  const kept = declareNames(context, real, virtual, items);
  if (!checkOnce(context, tree) || !checkStorageUnnamed(context, virtual, tree)) return undefined;
  const variables = new Map(initialSlots(context));
  const setting: MapSetting = { context, virtual, kept, variables, items, sources };

  const abstraction = virtualAfter(setting, 'abstraction', (name) =>
    named(setting, hasOwn(kept, name) ? `${KEPT}${name}` : name),
  );
  const shown = (name: string): Term => abstraction.get(name) ?? named(setting, name);
  const seen = new Map([
    ...variables,
    ...virtual.elements.map(({ name }): [string, Term] => [`${VIRTUAL}${name}`, shown(name)]),
  ]);
  const condition = (e: Expression): Term =>
    evaluateCondition(newExecution(fresh(context), 'predicate', seen), e);
  return {
    title: tree.title,
    citations: citationTexts(tree.citations),
    real: real.machine,
    virtual,
    kept,
    placed: checkPlaced(context, conjuncts(setting, 'placed', condition)),
    window: elaborateWindow(setting, seen),
    allocated: elaborateAllocated(setting, seen),
    invariants: conjuncts(setting, 'invariant', condition),
    abstraction,
    recovery: virtualAfter(setting, 'recovery', shown),
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

/** α and the recovery assign to the virtual machine only, what resumes to all else. */
function refuseOthers(
  { context, items, variables }: MapSetting,
  x: Execution,
  kind: (typeof MAP_BODIES)[number],
): void {
  const isOfVirtual = kind === 'abstraction' || kind === 'recovery';
  const help = isOfVirtual
    ? 'only the virtual machine is assigned to here'
    : 'the virtual machine is what is to be shown here; the real one, and what is kept, are assigned to';
  const item = items.find((each) => each.kind === kind);
  for (const [name, term] of x.flow.slots ?? []) {
    if (term === variables.get(name) || name.startsWith(VIRTUAL) === isOfVirtual) continue;
    const what = name === MEMORY_SLOT ? 'storage' : `\`${name}\``;
    if (item !== undefined) report(context, 'PG302', headOf(item.span, kind), `\`${kind}\` assigns to ${what}`, { help }); // prettier-ignore
  }
}

function conjuncts(
  { items, sources }: MapSetting,
  kind: 'placed' | 'invariant',
  condition: (e: Expression) => Term,
): readonly Conjunct[] {
  return items
    .filter((item) => item.kind === 'placed' || item.kind === 'invariant')
    .filter((item) => item.kind === kind)
    .map((item) => {
      const { span } = item.condition;
      const text = sources.get(span.file)?.slice(span.start, span.end) ?? '';
      return {
        condition: condition(item.condition),
        text: text.replaceAll(/\s+/gu, ' ').trim(),
        why: item.why ?? '',
        span: item.span,
      };
    });
}

function elaborateWindow(setting: MapSetting, seen: ReadonlyMap<string, Term>): Term {
  const { context, virtual, items } = setting;
  const width = virtual.storage.addressWidth;
  const item = items.find((each) => each.kind === 'window');
  if (item === undefined) return constant(width, 0n);
  const x = newExecution(fresh(context), 'predicate', seen);
  const value = evaluate(x, item.base, { kind: 'bits', width });
  return toBits(x, value, width, item.base.span) ?? constant(width, 0n);
}

function elaborateAllocated(setting: MapSetting, seen: ReadonlyMap<string, Term>): Term {
  const { context, virtual, items } = setting;
  const item = items.find((each) => each.kind === 'allocated');
  if (item?.address.type === undefined) return TRUE;
  const { name, type } = item.address;
  const width = typeWidth(resolveType(context, type));
  if (width !== virtual.storage.addressWidth)
    report(context, 'PG102', type.span, `an address of the storage has ${virtual.storage.addressWidth} bits`); // prettier-ignore
  const x = newExecution(fresh(context), 'predicate', seen);
  x.scope.names.set(name.text, { kind: 'value', value: bitsValue(variable(ALLOCATED_ADDRESS, bits(width))) }); // prettier-ignore
  return evaluateCondition(x, item.condition);
}
