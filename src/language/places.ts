/** Reads and writes of what has a place: state elements, register files, storage, locals. */

import { assertNever } from '../base/assert-never.ts';
import type { Span } from '../base/span.ts';
import {
  compare, concat, constant, equal, extract, fault, faultCause, faultValue, read, select, store, touch, TRUE, type Term, widthOf, write,
  type Access,
} from '../term/term.ts'; // prettier-ignore
import type { Expression } from './ast.ts';
import {
  type Binding,
  type ElementTree,
  type Execution,
  findBinding,
  isStep,
  report,
} from './context.ts';
import { coerce, sliceOf, toBits, wordOf } from './convert.ts';
import { evaluate, evaluateCondition, evaluateStatic } from './expressions.ts';
import { checkRange } from './parts.ts';
import { choose, MEMORY_SLOT, raise, setLocal, setSlot, slot, SUCCESSOR_SLOT } from './flow.ts';
import { fold } from './fold.ts';
import {
  bitsValue, enumValue, ERROR, staticNumber, typeWidth, type Value, type ValueType,
} from './values.ts'; // prettier-ignore

type IndexExpression = Extract<Expression, { kind: 'index' }>;
/** A slice or a single bit, as a target. */
type PartExpression = Extract<Expression, { kind: 'slice' | 'index' }>;
type FileBinding = Extract<Binding, { kind: 'file' }>;
type StorageBinding = Extract<Binding, { kind: 'storage' | 'path' }>;
type BankBinding = Extract<Binding, { kind: 'bank' }>;

/** The value of a state element. The pc element is this instruction's address, whatever was assigned. */
export function readTree(x: Execution, tree: ElementTree): Value {
  if (tree.kind === 'tree') {
    return {
      kind: 'record',
      type: tree.type,
      fields: new Map([...tree.fields].map(([name, leaf]) => [name, readTree(x, leaf)])),
    };
  }
  const term = tree.isPc && isStep(x) ? x.pc : slot(x.flow, tree.element);
  if (term === undefined) return ERROR;
  return tree.type.kind === 'enum' ? enumValue(tree.type, term) : bitsValue(term);
}

/** Which element a bank selects now: the condition sees earlier assignments, but no locals. */
export function bankCondition(x: Execution, { condition }: BankBinding): Term {
  return evaluateCondition({ ...x, scope: { parent: undefined, names: new Map() } }, condition);
}

export function readFile(x: Execution, e: IndexExpression, binding: FileBinding): Value {
  const at = registerIndex(x, e, binding);
  if (at === undefined) return ERROR;
  const hardwired = binding.element.file?.hardwired ?? [];
  const stored = select(slot(x.flow, binding.element.name), at);
  const term = hardwired.reduce(
    (value: Term, { index, value: fixed }) =>
      choose(
        fold(equal(at, constant(widthOf(at), BigInt(index)))),
        constant(binding.element.width, fixed),
        value,
      ),
    choose(hasRegister(binding, at), stored, constant(binding.element.width, 0n)),
  );
  return binding.type.kind === 'enum' ? enumValue(binding.type, term) : bitsValue(term);
}

/** Whether there is a register of this number: the index may have room for more. */
function hasRegister(binding: FileBinding, at: Term): Term {
  const count = binding.element.file?.count ?? 0;
  if (2 ** widthOf(at) === count) return TRUE;
  return fold(compare('bvult', at, constant(widthOf(at), BigInt(count))));
}

/** `data[a]`, `data[a, 4]`, `E[a]`: one access, which may take a memory trap. */
export function readStorage(x: Execution, e: IndexExpression, binding: StorageBinding): Value {
  const at = storageAccess(x, e, binding, 'load');
  if (at === undefined) return ERROR;
  touchBy(x, at.path, 'load', at.address);
  const word = read(at.path, slot(x.flow, MEMORY_SLOT), at.address, at.units, at.unit);
  return bitsValue(at.bigEndian ? reverseUnits(word, at.units, at.unit) : word);
}

/** Assigns to a place. `where` is the value as written, for messages about it. */
export function assign(x: Execution, target: Expression, value: Value, where: Span): void {
  if (value.kind === 'error') return;
  switch (target.kind) {
    case 'name':
      return assignName(x, target, value, where);
    case 'field':
    case 'slice':
      return assignPart(x, target, value, where);
    case 'index':
      return assignIndex(x, target, value, where);
    case 'binary':
      if (target.operator === '::') return assignJoined(x, target, value, where);
      break;
    case 'number':
    case 'boolean':
    case 'unary':
    case 'conditional':
    case 'call':
    case 'match':
    case 'member':
    case 'undefined':
      break;
    default:
      assertNever(target);
  }
  report(x.context, 'PG109', target.span, 'this cannot be assigned to', {
    help: 'assign to a name, a field, a register, a slice, storage, or a `::` of such',
  });
}

/** The type that an assignment's right side should have; undefined if it takes any. */
export function targetType(x: Execution, target: Expression): ValueType | undefined {
  if (target.kind === 'name') {
    const binding = findBinding(x, target.name);
    if (target.name === 'pc' && x.pc !== undefined) return { kind: 'bits', width: widthOf(x.pc) };
    if (binding?.kind === 'local') return binding.type;
    if (binding?.kind === 'element') return binding.tree.type;
    if (binding?.kind === 'bank') return binding.whenTrue.type;
    return undefined;
  }
  if (target.kind === 'slice') return sliceType(x, target);
  if (target.kind === 'field') {
    const base = targetType(x, target.base);
    return base?.kind === 'record'
      ? base.fields.find((field) => field.name === target.name.text)?.type
      : undefined;
  }
  if (target.kind === 'index') return indexType(x, target);
  if (target.kind === 'binary' && target.operator === '::') {
    const [left, right] = [targetType(x, target.left), targetType(x, target.right)];
    return left === undefined || right === undefined
      ? undefined
      : { kind: 'bits', width: typeWidth(left) + typeWidth(right) };
  }
  return undefined;
}

function sliceType(
  x: Execution,
  target: Extract<Expression, { kind: 'slice' }>,
): ValueType | undefined {
  const [hi, lo] = [evaluateStatic(x, target.hi), evaluateStatic(x, target.lo)];
  return hi === undefined || lo === undefined || hi < lo
    ? undefined
    : { kind: 'bits', width: Number(hi - lo) + 1 };
}

function indexType(x: Execution, target: IndexExpression): ValueType | undefined {
  const binding = target.base.kind === 'name' ? findBinding(x, target.base.name) : undefined;
  if (binding?.kind === 'file') return binding.type;
  if (binding?.kind !== 'storage' && binding?.kind !== 'path') return { kind: 'bits', width: 1 };
  const units = target.arguments[1] === undefined ? 1n : evaluateStatic(x, target.arguments[1]);
  const unit = x.context.storage?.unit;
  return units === undefined || unit === undefined || units < 1n
    ? undefined
    : { kind: 'bits', width: Number(units) * unit };
}

// Names, fields, slices.

function assignName(
  x: Execution,
  target: Extract<Expression, { kind: 'name' }>,
  value: Value,
  where: Span,
): void {
  const binding = findBinding(x, target.name);
  if (binding === undefined && target.name === 'pc') return assignSuccessor(x, value, where);
  switch (binding?.kind) {
    case 'local': {
      const coerced = coerce(x, value, binding.type, where);
      if (coerced.kind !== 'error') setLocal(x.flow, binding.key, coerced);
      return;
    }
    case 'element':
      return assignTree(x, binding.tree, value, where);
    case 'bank': {
      const { whenTrue, whenFalse } = binding;
      if (whenTrue.kind !== 'leaf' || whenFalse.kind !== 'leaf') return;
      const word = toBits(x, value, typeWidth(whenTrue.type), where);
      if (word === undefined || !mayWrite(x, target.span)) return;
      const condition = bankCondition(x, binding);
      const [a, b] = [slot(x.flow, whenTrue.element), slot(x.flow, whenFalse.element)];
      setSlot(x.flow, whenTrue.element, choose(condition, word, a));
      setSlot(x.flow, whenFalse.element, choose(condition, b, word));
      return;
    }
    case undefined:
    case 'value':
    case 'file':
    case 'function':
    case 'path':
    case 'storage':
      report(
        x.context,
        binding === undefined ? 'PG101' : 'PG109',
        target.span,
        binding === undefined
          ? `unknown name \`${target.name}\``
          : `\`${target.name}\` cannot be assigned to`,
        {
          help: binding?.kind === 'value' ? 'declare it with `var` to assign it again' : undefined,
        },
      );
  }
}

function assignTree(x: Execution, tree: ElementTree, value: Value, span: Span): void {
  if (tree.kind === 'tree') {
    const record = coerce(x, value, tree.type, span);
    if (record.kind !== 'record') return;
    for (const [name, leaf] of tree.fields)
      assignTree(x, leaf, record.fields.get(name) ?? ERROR, span);
    return;
  }
  if (value.kind === 'error') return;
  if (tree.isPc && isStep(x)) return assignSuccessor(x, value, span);
  const coerced = coerce(x, value, tree.type, span);
  if ((coerced.kind !== 'bits' && coerced.kind !== 'enum') || !mayWrite(x, span)) return;
  setSlot(x.flow, tree.element, coerced.term);
}

/** `pc = …` in an instruction. In the trap entry and elsewhere the pc element is like any other. */
function assignSuccessor(x: Execution, value: Value, span: Span): void {
  if (x.pc === undefined || !isStep(x)) {
    for (const binding of x.context.globals.values()) {
      const pc = binding.kind === 'element' ? pcWithin(binding.tree) : undefined;
      if (pc !== undefined) return assignTree(x, pc, value, span);
    }
    return;
  }
  const word = toBits(x, value, widthOf(x.pc), span);
  if (word !== undefined && mayWrite(x, span)) setSlot(x.flow, SUCCESSOR_SLOT, word);
}

function pcWithin(tree: ElementTree): ElementTree | undefined {
  if (tree.kind === 'leaf') return tree.isPc ? tree : undefined;
  for (const part of tree.fields.values()) {
    const pc = pcWithin(part);
    if (pc !== undefined) return pc;
  }
  return undefined;
}

/** A field or slice: the whole is read, changed in part, and assigned. */
function assignPart(
  x: Execution,
  target: Extract<Expression, { kind: 'field' | 'slice' }>,
  value: Value,
  where: Span,
): void {
  if (target.kind === 'field') {
    const leaf = elementField(x, target);
    if (leaf !== undefined) return assignTree(x, leaf, value, where);
  }
  const whole = evaluate(x, target.base);
  if (whole.kind === 'error') return;
  if (target.kind === 'field') {
    if (whole.kind !== 'record' || !whole.fields.has(target.name.text)) {
      evaluate(x, target); // reports what is wrong with it
      return;
    }
    const type = whole.type.fields.find((field) => field.name === target.name.text)?.type;
    const part = type === undefined ? ERROR : coerce(x, value, type, where);
    if (part.kind === 'error') return;
    assign(
      x,
      target.base,
      { ...whole, fields: new Map([...whole.fields, [target.name.text, part]]) },
      where,
    );
    return;
  }
  const [hi, lo] = [evaluateStatic(x, target.hi), evaluateStatic(x, target.lo)];
  if (hi === undefined || lo === undefined) return;
  assignBits(x, target, whole, hi, lo, value, where);
}

function elementField(
  x: Execution,
  target: Extract<Expression, { kind: 'field' }>,
): ElementTree | undefined {
  const base = elementNamed(x, target.base);
  return base?.kind === 'tree' ? base.fields.get(target.name.text) : undefined;
}

function elementNamed(x: Execution, e: Expression): ElementTree | undefined {
  if (e.kind === 'field') return elementField(x, e);
  const binding = e.kind === 'name' ? findBinding(x, e.name) : undefined;
  return binding?.kind === 'element' ? binding.tree : undefined;
}

function assignBits(
  x: Execution,
  target: PartExpression,
  whole: Value,
  hi: bigint,
  lo: bigint,
  value: Value,
  where: Span,
): void {
  if (whole.kind !== 'bits' && whole.kind !== 'enum' && whole.kind !== 'record') {
    report(x.context, 'PG104', target.base.span, 'only bits have slices');
    return;
  }
  const word = wordOf(whole);
  const width = widthOf(word);
  if (!checkRange(x, width, hi, lo, target.span)) return;
  const part = toBits(x, value, Number(hi - lo) + 1, where);
  if (part === undefined) return;
  const tree = elementNamed(x, target.base);
  if (tree?.kind === 'tree') return assignTreeBits(x, tree, Number(hi), Number(lo), part, where);
  assign(x, target.base, bitsValue(withBits(word, Number(hi), Number(lo), part)), where);
}

/**
 * Bits of a record element: only the fields that lie there are assigned. Assigning the others what
 * they hold would not be nothing where one of them is the pc, whose assignment is a jump.
 */
function assignTreeBits(
  x: Execution,
  tree: Extract<ElementTree, { kind: 'tree' }>,
  hi: number,
  lo: number,
  part: Term,
  where: Span,
): void {
  for (const field of tree.type.fields) {
    const top = Math.min(hi, field.hi);
    const bottom = Math.max(lo, field.lo);
    const leaf = tree.fields.get(field.name);
    if (top < bottom || leaf === undefined) continue;
    const bitsOfField = sliceOf(part, top - lo, bottom - lo);
    const [high, low] = [top - field.lo, bottom - field.lo];
    if (leaf.kind === 'tree') {
      assignTreeBits(x, leaf, high, low, bitsOfField, where);
      continue;
    }
    const before = readTree(x, leaf);
    if (before.kind !== 'bits' && before.kind !== 'enum') continue;
    const word = withBits(wordOf(before), high, low, bitsOfField);
    assignTree(x, leaf, bitsValue(word), where);
  }
}

/** The word with `part` in the place of its bits `[hi:lo]`. */
function withBits(word: Term, hi: number, lo: number, part: Term): Term {
  const width = widthOf(word);
  const above = hi + 1 < width ? concat(extract(word, width - 1, hi + 1), part) : part;
  return lo > 0 ? concat(above, extract(word, lo - 1, 0)) : above;
}

function assignJoined(
  x: Execution,
  target: Extract<Expression, { kind: 'binary' }>,
  value: Value,
  where: Span,
): void {
  const [left, right] = [targetType(x, target.left), targetType(x, target.right)];
  if (left === undefined || right === undefined) {
    report(
      x.context,
      'PG109',
      target.span,
      'every part of an assigned `::` needs a width of its own',
    );
    return;
  }
  const low = typeWidth(right);
  const width = typeWidth(left) + low;
  const word = toBits(x, value, width, where);
  if (word === undefined) return;
  assign(x, target.left, bitsValue(sliceOf(word, width - 1, low)), where);
  assign(x, target.right, bitsValue(sliceOf(word, low - 1, 0)), where);
}

// Register files and storage.

function assignIndex(x: Execution, target: IndexExpression, value: Value, where: Span): void {
  const binding = target.base.kind === 'name' ? findBinding(x, target.base.name) : undefined;
  if (binding?.kind === 'file') return assignRegister(x, target, binding, value, where);
  if (binding?.kind === 'storage' || binding?.kind === 'path')
    return assignStorage(x, target, binding, value, where);
  const whole = evaluate(x, target.base);
  const position =
    target.arguments.length === 1 && target.arguments[0] !== undefined
      ? evaluateStatic(x, target.arguments[0])
      : undefined;
  if (whole.kind === 'error' || position === undefined) return;
  assignBits(x, target, whole, position, position, value, where);
}

/** A hardwired register ignores the write, so that its cell never changes. */
function assignRegister(
  x: Execution,
  target: IndexExpression,
  binding: FileBinding,
  value: Value,
  where: Span,
): void {
  const at = registerIndex(x, target, binding);
  const coerced = coerce(x, value, binding.type, where);
  if (
    at === undefined ||
    (coerced.kind !== 'bits' && coerced.kind !== 'enum') ||
    !mayWrite(x, target.span)
  )
    return;
  const file = slot(x.flow, binding.element.name);
  const written = (binding.element.file?.hardwired ?? []).reduce(
    (after: Term, { index }) =>
      choose(fold(equal(at, constant(widthOf(at), BigInt(index)))), file, after),
    choose(hasRegister(binding, at), store(file, at, coerced.term), file),
  );
  setSlot(x.flow, binding.element.name, written);
}

function assignStorage(
  x: Execution,
  target: IndexExpression,
  binding: StorageBinding,
  value: Value,
  where: Span,
): void {
  const at = storageAccess(x, target, binding, 'store');
  if (at === undefined) return;
  const word = toBits(x, value, at.units * at.unit, where);
  // A translation may write its own tables, which are storage.
  const isOwn = x.body === 'translate' && at.path === 'physical';
  if (word === undefined || !(isOwn || mayWrite(x, target.span))) return;
  touchBy(x, at.path, 'store', at.address);
  const inOrder = at.bigEndian ? reverseUnits(word, at.units, at.unit) : word;
  setSlot(
    x.flow,
    MEMORY_SLOT,
    write(at.path, slot(x.flow, MEMORY_SLOT), at.address, at.units, inOrder),
  );
}

function registerIndex(x: Execution, e: IndexExpression, binding: FileBinding): Term | undefined {
  const [position] = e.arguments;
  const file = binding.element.file;
  if (file === undefined || position === undefined || e.arguments.length !== 1) {
    report(x.context, 'PG107', e.span, 'a register file takes one index');
    return undefined;
  }
  const at = evaluate(x, position, { kind: 'bits', width: file.indexWidth });
  const known = staticNumber(at);
  if (known !== undefined && (known < 0n || known >= BigInt(file.count))) {
    report(
      x.context,
      'PG111',
      position.span,
      `\`${binding.element.name}\` has no register ${known}`,
      { help: `they go from 0 to ${file.count - 1}` },
    );
    return undefined;
  }
  return known === undefined
    ? toBits(x, at, file.indexWidth, position.span)
    : constant(file.indexWidth, known);
}

interface StorageAccess {
  readonly path: string;
  readonly address: Term;
  readonly units: number;
  readonly unit: number;
  readonly bigEndian: boolean;
}

/** An access through a path; its fault traps here. */
function storageAccess(
  x: Execution,
  e: IndexExpression,
  binding: StorageBinding,
  access: Access,
): StorageAccess | undefined {
  const storage = x.context.storage;
  const [position, count] = e.arguments;
  if (storage === undefined || position === undefined || e.arguments.length > 2) {
    report(
      x.context,
      'PG107',
      e.span,
      'storage takes an address and, if not one, a number of units',
    );
    return undefined;
  }
  const units = count === undefined ? 1n : evaluateStatic(x, count);
  if (units === undefined) return undefined;
  if (units < 1n || units > 64n) {
    report(x.context, 'PG111', count?.span ?? e.span, `an access has 1 to 64 units, not ${units}`);
    return undefined;
  }
  const width = binding.kind === 'path' ? binding.addressWidth : storage.addressWidth;
  const address = toBits(x, evaluate(x, position, { kind: 'bits', width }), width, position.span);
  if (address === undefined) return undefined;
  const path = binding.kind === 'path' ? binding.path : 'physical';
  if (binding.kind === 'path' && !faultOf(x, binding.path, access, address, e.span))
    return undefined;
  return {
    path,
    address,
    units: Number(units),
    unit: storage.unit,
    bigEndian: storage.endian === 'big',
  };
}

/** Takes the memory trap of a mapped access; false where mapped paths have no place (reported). */
export function faultOf(
  x: Execution,
  path: string,
  access: Access,
  address: Term,
  span: Span,
): boolean {
  if (x.body !== 'instruction') {
    report(x.context, 'PG302', span, `the mapped path \`${path}\` is for instructions`, {
      help: 'here only the physical path exists: the storage by its own name',
    });
    return false;
  }
  const memory = slot(x.flow, MEMORY_SLOT);
  const causeWidth = x.context.causeType?.width ?? 1;
  raise(x.flow, fault(path, access, memory, address), {
    memory: TRUE,
    cause: faultCause(path, access, memory, address, causeWidth),
    values: x.context.valueWidths.map((width, k) =>
      faultValue(path, access, k, memory, address, width),
    ),
    resume: x.pc ?? constant(1, 0n),
    kept: new Map(),
  });
  x.accesses.push({ path, access, address });
  return true;
}

/** What the translation of an access writes itself is written before the access is made. */
export function touchBy(x: Execution, path: string, access: Access, address: Term): void {
  if (!x.context.touching.has(`${path} ${access}`)) return;
  setSlot(x.flow, MEMORY_SLOT, touch(path, access, slot(x.flow, MEMORY_SLOT), address));
}

/** The same units in the opposite order. */
function reverseUnits(word: Term, units: number, unit: number): Term {
  let reversed: Term | undefined;
  for (let i = 0; i < units; i += 1) {
    const part = sliceOf(word, (i + 1) * unit - 1, i * unit);
    reversed = reversed === undefined ? part : concat(reversed, part);
  }
  return reversed ?? word;
}

/** Predicates and translations observe; they do not change anything. */
function mayWrite(x: Execution, span: Span): boolean {
  if (x.body !== 'predicate' && x.body !== 'translate') return true;
  report(
    x.context,
    'PG302',
    span,
    x.body === 'translate'
      ? 'a translation may not change the state, but for storage'
      : 'a predicate may not change the state',
  );
  return false;
}
