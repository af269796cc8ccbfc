/** Declares the names of a machine: types, constants, state, causes, paths, functions. */

import { powerOfTwo } from '../base/bits.ts';
import type { Span } from '../base/span.ts';
import type { Bank, Element, Mark, RecordLayout, Storage } from '../isa/machine.ts';
import { and, bits, compare, constant, equal, FALSE, type Term, variable } from '../term/term.ts';
import type { Expression, Item, Name, RecordField, Role, Type } from './ast.ts';
import {
  ACCESS_TYPE,
  type Binding,
  type Context,
  didYouMean,
  type ElementTree,
  type Execution,
  report,
  settle,
  staticExecution,
} from './context.ts';
import { coerce } from './convert.ts';
import { BUILT_IN } from './built-in.ts';
import { evaluate, evaluateCondition, evaluateKnown, evaluateStatic } from './expressions.ts';
import { either } from './flow.ts';
import { citationTexts } from './machine-parts.ts';
import { resolveNamed, resolveType, resolveWidth } from './types.ts';
import { type EnumType, ERROR, typeWidth, type ValueType } from './values.ts';

type Kind<K extends Item['kind']> = Extract<Item, { kind: K }>;

/** Binds a global name; a second declaration is reported and ignored. */
export function declare(context: Context, name: string, span: Span, binding: Binding): void {
  if (reportSecond(context, name, span)) return;
  if (binding.kind === 'function' && BUILT_IN.has(name)) {
    report(context, 'PG103', span, `\`${name}\` is a function of the language`);
    return;
  }
  context.declared.set(name, span);
  context.globals.set(name, binding);
}

/** Whether the name is declared already, and says so. */
function reportSecond(context: Context, name: string, span: Span): boolean {
  const first = context.declared.get(name);
  if (first === undefined) return false;
  report(context, 'PG103', span, `\`${name}\` is declared twice`, {
    related: [{ span: first, text: 'first here' }],
  });
  return true;
}

/**
 * Makes the constants and types of one list of items known by name. Each is elaborated when it is
 * first needed, so their order does not matter.
 */
export function announce(context: Context, items: readonly Item[]): void {
  const { constants, types, members } = context.pending;
  for (const item of items) {
    if (item.kind === 'constant') {
      const unknown = (): void =>
        void context.globals.set(item.name.text, { kind: 'value', value: ERROR });
      pend(context, constants, item.name, () => declareConstant(context, item), unknown);
    }
    if (item.kind !== 'type') continue;
    const unknown = (): void => void context.types.set(item.name.text, { kind: 'bits', width: 1 });
    pend(context, types, item.name, () => declareType(context, item), unknown);
    if (item.type.kind !== 'enum') continue;
    for (const name of item.type.members.flatMap((member) => [member.name, ...member.aliases])) {
      const earlier = members.get(name.text);
      members.set(name.text, () => {
        earlier?.();
        settle(types, item.name.text);
      });
    }
  }
}

/** `unknown` stands in for a declaration that needs itself. */
function pend(
  context: Context,
  pending: Map<string, () => void>,
  name: Name,
  elaborate: () => void,
  unknown: () => void,
): void {
  const { text, span } = name;
  const earlier = pending.get(text);
  pending.set(text, () => {
    earlier?.();
    pending.set(text, () => {
      report(context, 'PG108', span, `\`${text}\` depends on itself`);
      unknown();
    });
    elaborate();
    pending.delete(text);
  });
}

/** Elaborates every type that nobody has needed. */
export function settleTypes(context: Context): void {
  for (const name of context.pending.types.keys()) settle(context.pending.types, name);
}

/** Elaborates every constant that nobody has needed. */
export function settleConstants(context: Context): void {
  for (const name of context.pending.constants.keys()) settle(context.pending.constants, name);
}

function declareConstant(context: Context, item: Kind<'constant'>): void {
  const x = staticExecution(context);
  const type = item.type === undefined ? undefined : resolveType(context, item.type);
  const value = evaluate(x, item.value, type);
  declare(context, item.name.text, item.name.span, {
    kind: 'value',
    value: type === undefined ? value : coerce(x, value, type, item.value.span),
  });
}

function declareType(context: Context, item: Kind<'type'>): void {
  const name = item.name.text;
  if (name === 'cause' || name === 'access') {
    report(context, 'PG103', item.name.span, `type \`${name}\` is declared twice`, {
      help: `the language has a type \`${name}\` of its own`,
    });
  } else if (context.types.has(name))
    report(context, 'PG103', item.name.span, `type \`${name}\` is declared twice`);
  const type = resolveNamed(context, name, item.type);
  context.types.set(name, type);
  if (type.kind === 'enum') addMembers(context, type);
}

/** Makes the members of an enum known by their bare names. */
function addMembers(context: Context, type: EnumType): void {
  for (const member of type.members) {
    for (const name of [member.name, ...member.aliases]) {
      const known = context.members.get(name) ?? [];
      if (!known.some((other) => other.type === type))
        context.members.set(name, [...known, { type, member }]);
    }
  }
}

export function declareStorage(context: Context, item: Kind<'storage'>): void {
  if (context.storage !== undefined) {
    const first = context.declared.get(context.storage.name);
    report(context, 'PG305', item.span, 'a machine has one storage', {
      related: first === undefined ? [] : [{ span: first, text: 'first here' }],
    });
    return;
  }
  const addressWidth = resolveWidth(context, item.address);
  const most = powerOfTwo(addressWidth);
  const size = item.size === undefined ? most : (evaluateKnown(context, item.size) ?? most);
  if (size < 1n || size > most)
    report(
      context,
      'PG105',
      item.span,
      `${size} units cannot be addressed with ${addressWidth} bits`,
      { help: `at most ${most}` },
    );
  const storage: Storage = {
    name: item.name.text,
    unit: resolveWidth(context, item.unit),
    addressWidth,
    size,
    endian: item.endian ?? 'little',
  };
  context.storage = storage;
  declare(context, item.name.text, item.name.span, { kind: 'storage' });
}

// State elements.

export function declareElement(
  context: Context,
  item: Kind<'element'>,
  layouts: RecordLayout[],
): void {
  const type = resolveType(context, item.type);
  if (type.kind === 'enum') addMembers(context, type);
  if (type.kind === 'bool')
    report(context, 'PG104', item.type.span, 'state is bits, not bool', { help: 'use `bits(1)`' });
  if (item.why === undefined && (item.role === 'control' || item.role === 'general')) {
    context.diagnostics.push({
      code: 'PG303',
      severity: 'warning',
      message: `\`${item.name.text}\` is ${item.role} state, which the paper's model has not: say \`why\``,
      primary: { span: item.name.span, text: '' },
      related: [],
      help: 'add: why "…"',
    });
  }
  // A second element of the name would stand beside the first, with another sort.
  if (reportSecond(context, item.name.text, item.name.span)) return;
  if (item.count !== undefined) return declareFile(context, item, type);
  for (const hardwired of item.hardwired)
    report(context, 'PG109', hardwired.index.span, 'only a register file has hardwired registers');
  const tree = elementTree(
    context,
    item.name.text,
    type,
    { role: item.role, marks: item.marks, why: item.why, item, written: item.type },
    layouts,
  );
  return declare(context, item.name.text, item.name.span, { kind: 'element', tree });
}

interface Inherited {
  readonly role: Role;
  readonly marks: readonly Mark[];
  readonly why: string | undefined;
  readonly item: Kind<'element'>;
  /** The type as written, for the roles of its fields. */
  readonly written: Type;
}

function elementTree(
  context: Context,
  name: string,
  type: ValueType,
  inherited: Inherited,
  layouts: RecordLayout[],
): ElementTree {
  if (type.kind !== 'record') {
    context.elements.push({
      name,
      role: inherited.role,
      marks: inherited.marks,
      width: typeWidth(type),
      file: undefined,
      members:
        type.kind === 'enum'
          ? type.members.map((member) => ({ name: member.name, value: member.low }))
          : undefined,
      why: inherited.why,
      citations: citationTexts(inherited.item.citations),
      span: inherited.item.name.span,
    });
    return { kind: 'leaf', element: name, type, isPc: inherited.role === 'pc' };
  }
  const fields = new Map<string, ElementTree>();
  for (const field of type.fields) {
    if (field.type.kind === 'enum') addMembers(context, field.type);
    fields.set(
      field.name,
      elementTree(
        context,
        `${name}.${field.name}`,
        field.type,
        inherit(context, inherited, field.name),
        layouts,
      ),
    );
  }
  layouts.push({
    name,
    width: type.width,
    fields: type.fields.map(({ name: field, hi, lo }) => ({ element: `${name}.${field}`, hi, lo })),
  });
  return { kind: 'tree', name, type, fields };
}

/** A field's own role, marks and reason come before those of its element. */
function inherit(context: Context, inherited: Inherited, name: string): Inherited {
  const field = writtenFields(context, inherited.written).find((each) => each.name.text === name);
  if (field === undefined) return inherited;
  return {
    role: field.role ?? inherited.role,
    marks: field.marks.length > 0 ? field.marks : inherited.marks,
    why: field.why ?? inherited.why,
    item: inherited.item,
    written: field.type,
  };
}

/** The fields as written, also where the type is a name. */
function writtenFields(context: Context, type: Type): readonly RecordField[] {
  if (type.kind === 'record') return type.fields;
  if (type.kind !== 'named') return [];
  const written = namedTypes.get(context)?.get(type.name.text);
  return written === undefined ? [] : writtenFields(context, written);
}

const namedTypes = new WeakMap<Context, Map<string, Type>>();

/** Remembers how named types were written, for the roles of their fields. */
export function rememberTypes(context: Context, items: readonly Item[]): void {
  const types = new Map<string, Type>();
  for (const item of items) if (item.kind === 'type') types.set(item.name.text, item.type);
  namedTypes.set(context, types);
}

function declareFile(context: Context, item: Kind<'element'>, type: ValueType): void {
  const x = staticExecution(context);
  const count = Number((item.count === undefined ? 1n : evaluateStatic(x, item.count)) ?? 1n);
  const isCount = count >= 2 && count <= MOST_REGISTERS;
  if (!isCount) {
    const span = item.count?.span ?? item.name.span;
    const message = `a register file has 2 to ${MOST_REGISTERS} registers, not ${count}`;
    report(context, 'PG102', span, message);
  }
  if (type.kind === 'record')
    report(context, 'PG102', item.type.span, 'the registers of a file are bits or enums');
  if (!isCount || type.kind === 'record') {
    // What uses the file is not complained of too.
    declare(context, item.name.text, item.name.span, { kind: 'value', value: ERROR });
    return;
  }
  const hardwired = item.hardwired.map(({ index, value }) => ({
    index: Number(evaluateStatic(x, index) ?? 0n),
    value: BigInt.asUintN(typeWidth(type), evaluateStatic(x, value) ?? 0n),
  }));
  const element: Element = {
    name: item.name.text,
    role: item.role,
    marks: item.marks,
    width: typeWidth(type),
    file: { indexWidth: (count - 1).toString(2).length, count, hardwired },
    members:
      type.kind === 'enum'
        ? type.members.map((member) => ({ name: member.name, value: member.low }))
        : undefined,
    why: item.why,
    citations: citationTexts(item.citations),
    span: item.name.span,
  };
  context.elements.push(element);
  declare(context, item.name.text, item.name.span, { kind: 'file', element, type });
}

const MOST_REGISTERS = 65_536;

/** `banked sp = M == supervisor ? ssp : usp` */
export function declareBank(x: Execution, item: Kind<'banked'>, banks: Bank[]): void {
  const { context } = x;
  const e = item.selection;
  if (e.kind !== 'conditional') {
    report(context, 'PG109', e.span, 'a bank is a choice between two elements', {
      help: 'write `banked sp = mode == supervisor ? ssp : usp`',
    });
    return;
  }
  const [whenTrue, whenFalse] = [scalar(context, e.then), scalar(context, e.otherwise)];
  if (whenTrue === undefined || whenFalse === undefined) return;
  if (typeWidth(whenTrue.type) !== typeWidth(whenFalse.type)) {
    report(context, 'PG102', e.span, 'the two elements of a bank have different widths');
    return;
  }
  const bank: Bank = {
    name: item.name.text,
    condition: evaluateCondition(x, e.condition),
    whenTrue: whenTrue.element,
    whenFalse: whenFalse.element,
  };
  banks.push(bank);
  declare(context, item.name.text, item.name.span, {
    kind: 'bank',
    bank,
    condition: e.condition,
    whenTrue,
    whenFalse,
  });
}

function scalar(
  context: Context,
  e: Expression,
): Extract<ElementTree, { kind: 'leaf' }> | undefined {
  const binding = e.kind === 'name' ? context.globals.get(e.name) : undefined;
  if (binding?.kind === 'element' && binding.tree.kind === 'leaf') return binding.tree;
  const names = context.elements
    .filter((element) => element.file === undefined)
    .map((element) => element.name);
  report(context, 'PG109', e.span, 'a bank names two scalar elements', {
    help: e.kind === 'name' ? didYouMean(e.name, names) : undefined,
  });
  return undefined;
}

/** The invariant that an enum element holds a member, where its width has room for others. */
export function memberInvariants(
  context: Context,
): { readonly element: Element; readonly condition: Term }[] {
  return context.elements.flatMap((element) => {
    if (element.members === undefined || element.file !== undefined) return [];
    const tree = findLeaf(context, element.name);
    if (tree?.type.kind !== 'enum') return [];
    const { type } = tree;
    const covered = type.members.reduce((sum, member) => sum + member.high - member.low + 1n, 0n);
    if (covered === powerOfTwo(type.width)) return [];
    return [{ element, condition: isMember(variable(element.name, bits(type.width)), type) }];
  });
}

function isMember(word: Term, type: EnumType): Term {
  return type.members
    .map(({ low, high }) =>
      low === high
        ? equal(word, constant(type.width, low))
        : and(
            compare('bvule', constant(type.width, low), word),
            compare('bvule', word, constant(type.width, high)),
          ),
    )
    .reduce(either, FALSE);
}

function findLeaf(
  context: Context,
  name: string,
): Extract<ElementTree, { kind: 'leaf' }> | undefined {
  const [head = '', ...path] = name.split('.');
  const binding = context.globals.get(head);
  let tree: ElementTree | undefined = binding?.kind === 'element' ? binding.tree : undefined;
  for (const part of path) tree = tree?.kind === 'tree' ? tree.fields.get(part) : undefined;
  return tree?.kind === 'leaf' ? tree : undefined;
}

// Causes and paths.

/** Declares the causes as the members of one enum; codes not given follow the one before. */
export function declareCauses(context: Context, items: readonly Item[]): void {
  let following = 0n;
  for (const item of items) {
    if (item.kind !== 'cause') continue;
    const code =
      item.code === undefined ? following : (evaluateKnown(context, item.code) ?? following);
    const clash = context.causes.find(
      (cause) => cause.code === code || cause.name === item.name.text,
    );
    if (clash !== undefined) {
      report(
        context,
        'PG103',
        item.name.span,
        clash.name === item.name.text
          ? `cause \`${clash.name}\` is declared twice`
          : `\`${item.name.text}\` has the code ${code} of \`${clash.name}\``,
        {
          related: [{ span: clash.span, text: 'first here' }],
        },
      );
      continue;
    }
    if (item.memory && item.resumes === 'next')
      report(context, 'PG302', item.span, 'a memory trap resumes at its own instruction');
    context.causes.push({
      name: item.name.text,
      code,
      memory: item.memory,
      resumesNext: item.resumes === 'next',
      group: groupOf(items, item.name.text) ?? item.name.text,
      span: item.name.span,
    });
    following = code + 1n;
  }
  for (const item of items) if (item.kind === 'group') checkGroup(context, item);
  const most = context.causes.reduce((max, cause) => (cause.code > max ? cause.code : max), 0n);
  const width = most.toString(2).length;
  const members = context.causes.map(({ name, code, span }) => ({
    name,
    aliases: [],
    low: code,
    high: code,
    span,
  }));
  context.causeType = { kind: 'enum', name: 'cause', width, members };
  context.types.set('cause', context.causeType);
  context.types.set('access', ACCESS_TYPE);
  addMembers(context, context.causeType);
  addMembers(context, ACCESS_TYPE);
}

function groupOf(items: readonly Item[], cause: string): string | undefined {
  const group = items.find(
    (item) => item.kind === 'group' && item.members.some((member) => member.text === cause),
  );
  return group?.kind === 'group' ? group.name.text : undefined;
}

function checkGroup(context: Context, item: Kind<'group'>): void {
  for (const member of item.members) {
    if (context.causes.some((cause) => cause.name === member.text)) continue;
    report(context, 'PG307', member.span, `unknown cause \`${member.text}\``, {
      help: didYouMean(
        member.text,
        context.causes.map((cause) => cause.name),
      ),
    });
  }
}

export function declarePaths(context: Context, item: Kind<'translate'>): void {
  const type =
    item.address.type === undefined ? undefined : resolveType(context, item.address.type);
  if (type?.kind !== 'bits')
    report(context, 'PG302', item.address.name.span, 'a program address is bits');
  for (const path of item.paths) {
    declare(context, path.text, path.span, {
      kind: 'path',
      path: path.text,
      addressWidth: type?.kind === 'bits' ? type.width : 1,
    });
  }
}
