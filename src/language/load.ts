/**
 * Loads a machine: from its files to the checked model of `isa/machine.ts`.
 *
 * Every error found is reported; a machine is given only if there is none. The order of items in
 * a description does not matter, but that parameters come before the `if`s they decide.
 */

import type { Diagnostic } from '../base/diagnostic.ts';
import type { Span } from '../base/span.ts';
import type {
  Bank,
  Effect,
  Machine,
  Pair,
  ParameterSetting,
  RecordLayout,
} from '../isa/machine.ts';
import { bits, MEMORY, type Term, TRUE, variable } from '../term/term.ts';
import { findOverlaps } from '../isa/overlap.ts';
import type { Block, Expression, Instruction, Item } from './ast.ts';
import { checkBefore, elaborateBefore } from './before.ts';
import { elaborateAlone } from './completion.ts';
import { type Context, type Execution, initialSlots, newExecution, report } from './context.ts';
import { declare, declareBank, declareCauses, declareElement, declarePaths, declareStorage, memberInvariants, rememberTypes, settleConstants, settleTypes } from './declarations.ts'; // prettier-ignore
import { evaluateCondition } from './expressions.ts';
import {
  applyChanges,
  chooseItems,
  type Gathered,
  Gatherer,
  type Host,
  settleParameters,
} from './gather.ts';
import { elaborateInstruction, encodingsOf, executesAnother, finish } from './instructions.ts';
import { MEMORY_SLOT, slot, SUCCESSOR_SLOT } from './flow.ts';
import { citationTexts, type Setting } from './machine-parts.ts';
import { elaborateInterrupts, elaboratePaths } from './paths.ts';
import { coerce } from './convert.ts';
import { runFunction } from './calls.ts';
import { callOpaque } from './opaque.ts';
import { runBlock } from './statements.ts';
import { resolveType } from './types.ts';
import { bitsValue, enumValue, typeSort, typeWidth } from './values.ts';

export interface LoadRequest {
  /** The machine's id, for reports. */
  readonly id: string;
  /** Its first file. */
  readonly file: string;
  /** The text of that file, where it is not to be read (standard input). */
  readonly text?: string | undefined;
  /** Parameters given from outside. */
  readonly settings?: ReadonlyMap<string, bigint>;
  /** Files whose items are added. */
  readonly extensions?: readonly string[];
}

export interface LoadResult {
  /** Undefined if there is an error among the diagnostics. */
  readonly machine: Machine | undefined;
  readonly diagnostics: readonly Diagnostic[];
  /** The text of every file read, for rendering the diagnostics. */
  readonly sources: ReadonlyMap<string, string>;
}

export function loadMachine(request: LoadRequest, host: Host): LoadResult {
  const { elaborated, diagnostics, sources } = loadElaborated(request, host);
  return { machine: elaborated?.machine, diagnostics, sources };
}

/** A machine with the names that its description declares, for what is said in terms of them. */
export interface Elaborated {
  readonly machine: Machine;
  readonly context: Context;
  readonly items: readonly Item[];
}

export function loadElaborated(
  request: LoadRequest,
  host: Host,
): Omit<LoadResult, 'machine'> & { readonly elaborated: Elaborated | undefined } {
  const diagnostics: Diagnostic[] = [];
  const sources = new Map<string, string>();
  if (request.text !== undefined) sources.set(request.file, request.text);
  const gatherer = new Gatherer(host, diagnostics, sources);
  const gathered = gatherer.machine(request.file, undefined);
  const extensions = (request.extensions ?? []).flatMap((file) => gatherer.extension(file));
  if (gathered === undefined || hasErrors(diagnostics))
    return { elaborated: undefined, diagnostics, sources };
  const whole: Gathered = {
    ...gathered,
    items: gatherer.changed(gathered.items, extensions),
  };
  const elaborated = elaborate(request, whole, gatherer, diagnostics);
  return { elaborated: hasErrors(diagnostics) ? undefined : elaborated, diagnostics, sources };
}

export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some((diagnostic) => diagnostic.severity === 'error');
}

function elaborate(
  request: LoadRequest,
  gathered: Gathered,
  gatherer: Gatherer,
  diagnostics: Diagnostic[],
): Elaborated | undefined {
  const context = newContext(diagnostics);
  const at = gathered.header;
  const parameters = settleParameters(context, gathered.items, request.settings ?? new Map(), at);
  // With a wrong parameter everything else would be wrong too, and none of it worth saying.
  if (hasErrors(diagnostics)) return undefined;
  // What `replace` and `remove` say under an `if` counts only now that it is decided.
  const items = applyChanges([], chooseItems(context, gatherer, gathered.items), diagnostics);
  if (!gatherer.isWhole) return undefined;
  const layouts: RecordLayout[] = [];
  const banks: Bank[] = [];
  declareAll(context, items, layouts);
  const initial = initialSlots(context);
  for (const item of items)
    if (item.kind === 'banked')
      declareBank(newExecution(context, 'predicate', initial), item, banks);
  if (!checkWhole(context, items, at)) return undefined;
  const setting = newSetting(context, items, initial);
  if (setting === undefined || context.storage === undefined) return undefined;
  const { storage } = context;
  const machine = build(request, gathered, { parameters, items, layouts, banks, setting, storage });
  return { machine, context, items };
}

interface Parts {
  readonly parameters: readonly ParameterSetting[];
  readonly items: readonly Item[];
  readonly layouts: readonly RecordLayout[];
  readonly banks: readonly Bank[];
  readonly setting: Setting;
  readonly storage: Machine['storage'];
}

function build(request: LoadRequest, gathered: Gathered, parts: Parts): Machine {
  const { items, setting } = parts;
  const { context } = setting;
  // First, because what accesses change besides is known from these.
  const paths = elaboratePaths(setting, items);
  const instructions = elaborateInstructions(setting, items);
  const machine: Machine = {
    id: request.id,
    title: gathered.title,
    citations: citationTexts(gathered.citations),
    parameters: parts.parameters,
    elements: context.elements,
    layouts: parts.layouts,
    storage: parts.storage,
    banks: parts.banks,
    pairs: items.filter((item) => item.kind === 'pair').map((item) => elaboratePair(setting, item)),
    invariants: elaborateInvariants(setting, items),
    causes: context.causes,
    causeWidth: context.causeType?.width ?? 1,
    valueWidths: context.valueWidths,
    trapEntry: elaborateEntry(setting, items),
    paths,
    interrupts: elaborateInterrupts(setting, items),
    covering: elaborateCovering(setting, items),
    completion: elaborateCompletion(setting),
    instructions,
    undecoded: elaborateUndecoded(setting, items),
    reset: elaborateReset(setting, items),
    leavesOut: items
      .filter((item) => item.kind === 'leaves-out')
      .map(({ what, why }) => ({ what, why })),
  };
  checkUncalled(setting, items);
  checkOverlaps(context, machine);
  return machine;
}

function newContext(diagnostics: Diagnostic[]): Context {
  return {
    diagnostics,
    globals: new Map(),
    declared: new Map(),
    types: new Map(),
    members: new Map(),
    elements: [],
    causes: [],
    causeType: undefined,
    valueWidths: [],
    storage: undefined,
    touching: new Set(),
    opaque: new Map(),
    called: new Set(),
    results: new Map(),
    pending: { constants: new Map(), types: new Map(), members: new Map() },
  };
}

/** Names first, in an order in which each kind needs only the ones before. */
function declareAll(context: Context, items: readonly Item[], layouts: RecordLayout[]): void {
  rememberTypes(context, items);
  settleTypes(context);
  for (const item of items) if (item.kind === 'storage') declareStorage(context, item);
  for (const item of items) if (item.kind === 'element') declareElement(context, item, layouts);
  declareCauses(context, items);
  for (const item of items) {
    if (item.kind === 'entry') declareValues(context, item);
    if (item.kind === 'translate') declarePaths(context, item);
    if (item.kind === 'function')
      declare(context, item.name.text, item.name.span, { kind: 'function', item });
  }
  settleConstants(context);
}

function declareValues(context: Context, item: Extract<Item, { kind: 'entry' }>): void {
  for (const { name, type } of item.values) {
    const resolved = type === undefined ? undefined : resolveType(context, type);
    if (resolved?.kind === 'bool')
      report(context, 'PG104', name.span, 'a trap value is bits, not bool', {
        help: 'use `bits(1)`',
      });
    context.valueWidths.push(resolved === undefined ? 1 : typeWidth(resolved));
  }
}

/** What every machine must have, and what it has once. */
function checkWhole(context: Context, items: readonly Item[], at: Span): boolean {
  let complete = true;
  const need = (present: boolean, what: string, help: string): void => {
    if (present) return;
    report(context, 'PG301', at, `the machine declares no ${what}`, { help });
    complete = false;
  };
  const has = (kind: Item['kind']): boolean => items.some((item) => item.kind === kind);
  need(context.storage !== undefined, 'storage', 'for example: storage E : bits(8) at bits(16)');
  need(
    context.elements.some((element) => element.role === 'pc'),
    'program counter',
    'for example: pc P : bits(16)',
  );
  need(
    context.elements.some((element) => element.role === 'mode'),
    'mode',
    'for example: mode M : enum { user, supervisor }',
  );
  need(
    has('pair'),
    'supervisor and user states',
    'for example: supervisor when M == supervisor   user when M == user',
  );
  need(has('entry'), 'trap entry', 'for example: trap entry (cause) { M = supervisor  P = 0 }');
  need(
    context.globals.get('fetch')?.kind === 'path',
    'path `fetch`',
    'for example: translate fetch, data (a : bits(16), access) -> bits(16) { return a }',
  );
  need(
    has('undecoded'),
    'meaning of words that are no instruction',
    'for example: undecoded { trap illegal }',
  );
  for (const kind of ['entry', 'covering', 'undecoded', 'reset'] as const) {
    const [first, second] = items.filter((item) => item.kind === kind);
    if (first !== undefined && second !== undefined)
      report(
        context,
        'PG305',
        second.span,
        `a machine has one \`${kind === 'entry' ? 'trap entry' : kind}\``,
        { related: [{ span: first.span, text: 'first here' }] },
      );
  }
  checkPairs(context, items);
  const pcs = context.elements.filter((element) => element.role === 'pc');
  if (pcs[0] !== undefined && pcs[1] !== undefined)
    report(context, 'PG305', pcs[1].span, 'a machine has one program counter', {
      related: [{ span: pcs[0].span, text: 'first here' }],
    });
  if (!has('leaves-out')) {
    context.diagnostics.push({
      code: 'PG304',
      severity: 'warning',
      message: 'the machine does not say what its description leaves out',
      primary: { span: at, text: '' },
      related: [],
      help: 'add, for example: leaves out "interrupts" why "…"',
    });
  }
  return complete;
}

function checkPairs(context: Context, items: readonly Item[]): void {
  const pairs = items.filter((item) => item.kind === 'pair');
  for (const [i, { name, span }] of pairs.entries()) {
    const first = pairs.slice(0, i).find((other) => other.name?.text === name?.text);
    if (first === undefined) continue;
    const related = [{ span: first.span, text: 'first here' }];
    if (name !== undefined)
      report(context, 'PG103', span, `pair \`${name.text}\` is declared twice`, { related });
    else
      report(context, 'PG305', span, 'a machine with several pairs names them', {
        related,
        help: 'write `pair NAME "title" { supervisor when … user when … }`',
      });
  }
}

function newSetting(
  context: Context,
  items: readonly Item[],
  initial: ReadonlyMap<string, Term>,
): Setting | undefined {
  const pc = context.elements.find((element) => element.role === 'pc');
  if (pc === undefined) return undefined;
  const pcVariable = variable(pc.name, bits(pc.width));
  const blocks = items.filter((item) => item.kind === 'completion').map((item) => item.body);
  return {
    context,
    initial,
    pcElement: pc.name,
    pc: pcVariable,
    before: elaborateBefore(context, items, initial),
    completion: { blocks, alone: elaborateAlone(context, blocks, initial, pcVariable) },
    undecoded: items.find((item) => item.kind === 'undecoded')?.body,
    subjects: [],
    executing: [],
  };
}

// Parts.

function elaborateInstructions(setting: Setting, items: readonly Item[]): Machine['instructions'] {
  const all = items.filter((item): item is Instruction => item.kind === 'instruction');
  const ordinary = all.filter((item) => !executesAnother(item.body));
  const executing = all.filter((item) => executesAnother(item.body));
  const done = new Map(ordinary.map((item) => [item, elaborateInstruction(setting, item)]));
  setting.executing.push(...executing.flatMap((item) => encodingsOf(setting, item)));
  for (const item of executing) done.set(item, elaborateInstruction(setting, item));
  const instructions = all.flatMap((item) => done.get(item) ?? []);
  checkBefore(
    setting.context,
    setting.before,
    instructions.flatMap(({ id, opcode }) => [id, opcode]),
  );
  const seen = new Map<string, Span>();
  for (const { id, span } of instructions) {
    const first = seen.get(id);
    if (first !== undefined)
      report(setting.context, 'PG103', span, `instruction \`${id}\` is declared twice`, {
        related: [{ span: first, text: 'first here' }],
      });
    seen.set(id, span);
  }
  return instructions;
}

function elaboratePair(setting: Setting, item: Extract<Item, { kind: 'pair' }>): Pair {
  return {
    name: item.name?.text ?? 'supervisor_user',
    title: item.title ?? 'supervisor to user',
    supervisor: predicate(setting, item.supervisor),
    bareUser: predicate(setting, item.user),
    holding: item.holding === undefined ? TRUE : predicate(setting, item.holding),
    within: item.within === undefined ? TRUE : predicate(setting, item.within),
    why: item.why,
  };
}

function predicate(setting: Setting, e: Expression): Term {
  return evaluateCondition(newExecution(setting.context, 'predicate', setting.initial), e);
}

function elaborateInvariants(setting: Setting, items: readonly Item[]): Machine['invariants'] {
  const members = memberInvariants(setting.context).map(({ element, condition }) => ({
    condition,
    why: `\`${element.name}\` holds one of its members`,
    span: element.span,
  }));
  const written = items
    .filter((item) => item.kind === 'invariant')
    .map((item) => ({
      condition: predicate(setting, item.condition),
      why: item.why ?? '',
      span: item.span,
    }));
  return [...members, ...written];
}

function elaborateEntry(setting: Setting, items: readonly Item[]): Effect {
  const item = items.find((each) => each.kind === 'entry');
  if (item === undefined) return noEffect(setting);
  const { context } = setting;
  const resume = variable('trap.resume', setting.pc.sort);
  const x = newExecution(context, 'entry', setting.initial, {
    pc: setting.pc,
    next: variable('trap.next', setting.pc.sort),
    resume,
  });
  if (context.causeType !== undefined) {
    x.scope.names.set('cause', {
      kind: 'value',
      value: enumValue(context.causeType, variable('trap.cause', typeSort(context.causeType))),
    });
  }
  item.values.forEach(({ name, type }, k) => {
    const word = bitsValue(variable(`trap.value.${k}`, bits(context.valueWidths[k] ?? 1)));
    const value =
      type === undefined ? word : coerce(x, word, resolveType(context, type), name.span);
    x.scope.names.set(name.text, { kind: 'value', value });
  });
  return runEffect(x, item.body);
}

function elaborateCovering(setting: Setting, items: readonly Item[]): Effect | undefined {
  const item = items.find((each) => each.kind === 'covering');
  if (item === undefined) return undefined;
  const x = newExecution(setting.context, 'effect', setting.initial);
  for (const [parameter, role] of [
    [item.address, 'address'],
    [item.target, 'target'],
  ] as const) {
    const type =
      parameter.type === undefined
        ? ({ kind: 'bits', width: 1 } as const)
        : resolveType(setting.context, parameter.type);
    const value = coerce(
      x,
      bitsValue(variable(`covering.${role}`, bits(typeWidth(type)))),
      type,
      parameter.name.span,
    );
    x.scope.names.set(parameter.name.text, { kind: 'value', value });
  }
  return runEffect(x, item.body);
}

/** Of a step that does nothing else. */
function elaborateCompletion(setting: Setting): Effect {
  const x = newExecution(setting.context, 'completion', setting.initial, {
    pc: setting.pc,
    next: setting.pc,
  });
  for (const body of setting.completion.blocks) runBlock(x, body);
  const elements = new Map(
    [...(x.flow.slots ?? [])].filter(
      ([key, term]) =>
        key !== MEMORY_SLOT && key !== SUCCESSOR_SLOT && term !== x.flow.initial.get(key),
    ),
  );
  return { elements, memory: slot(x.flow, MEMORY_SLOT) };
}

function elaborateReset(setting: Setting, items: readonly Item[]): Effect {
  const item = items.find((each) => each.kind === 'reset');
  return item === undefined
    ? noEffect(setting)
    : runEffect(newExecution(setting.context, 'effect', setting.initial), item.body);
}

function noEffect(setting: Setting): Effect {
  return {
    elements: new Map(),
    memory: setting.initial.get(MEMORY_SLOT) ?? variable('storage', MEMORY),
  };
}

function runEffect(x: Execution, body: Block): Effect {
  runBlock(x, body);
  const elements = new Map<string, Term>();
  for (const [key, term] of x.flow.slots ?? []) if (key !== MEMORY_SLOT) elements.set(key, term);
  return { elements, memory: slot(x.flow, MEMORY_SLOT) };
}

function elaborateUndecoded(setting: Setting, items: readonly Item[]): Machine['undecoded'] {
  const item = items.find((each) => each.kind === 'undecoded');
  const { context } = setting;
  const next = variable('trap.next', setting.pc.sort);
  const x = newExecution(context, 'instruction', setting.initial, { pc: setting.pc, next });
  if (item !== undefined) runBlock(x, item.body);
  const traps = x.flow.trap.trapped;
  if (item !== undefined && traps !== TRUE && x.choices.length === 0) {
    report(
      context,
      'PG302',
      item.span,
      'a word that is no instruction must trap, or be `undefined`',
      { help: 'for example: undecoded { trap illegal }' },
    );
  }
  return finish({ ...setting, completion: { blocks: [], alone: undefined } }, x, TRUE).step;
}

/** A function that nothing calls is checked all the same, on any arguments. */
function checkUncalled(setting: Setting, items: readonly Item[]): void {
  for (const item of items) {
    if (item.kind !== 'function' || setting.context.called.has(item.name.text)) continue;
    if (takesForm(setting, item)) continue;
    const x = newExecution(setting.context, 'instruction', setting.initial, {
      pc: setting.pc,
      next: setting.pc,
    });
    const args = item.parameters.map(({ name, type }) => {
      const resolved =
        type === undefined
          ? ({ kind: 'bits', width: 1 } as const)
          : resolveType(setting.context, type);
      if (resolved.kind === 'bool')
        return { kind: 'bool', term: variable(name.text, typeSort(resolved)) } as const;
      return coerce(
        x,
        bitsValue(variable(name.text, bits(typeWidth(resolved)))),
        resolved,
        name.span,
      );
    });
    if (item.isOpaque) callOpaque(x, item, args, item.span);
    else runFunction(x, item, args);
  }
}

/** Which operands a form has is known only where it is called. */
function takesForm(
  { context }: Setting,
  { parameters }: Extract<Item, { kind: 'function' }>,
): boolean {
  return parameters.some(({ type }) => {
    const resolved = type === undefined ? undefined : resolveType(context, type);
    return resolved?.kind === 'enum' && resolved.members.some(({ form }) => form !== undefined);
  });
}

function checkOverlaps(context: Context, machine: Machine): void {
  for (const { first, second, word } of findOverlaps(machine.instructions, machine.storage)) {
    report(
      context,
      'PG201',
      second.span,
      `\`${second.id}\` and \`${first.id}\` share encodings, for example 0x${word.toString(16)}`,
      {
        related: [{ span: first.span, text: `\`${first.id}\`` }],
        help: 'narrow one of them with fixed bits or `where`',
      },
    );
  }
}
