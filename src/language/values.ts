/**
 * What an expression of the language stands for while a description is elaborated: a number that
 * has no width yet, or a term with a type.
 */

import type { MemberForm } from './ast.ts';
import type { Span } from '../base/span.ts';
import { BOOL, bits, constant, type Sort, type Term, widthOf } from '../term/term.ts';

export interface EnumType {
  readonly kind: 'enum';
  /** Undefined for an enum written in place. */
  readonly name: string | undefined;
  readonly width: number;
  readonly members: readonly EnumValue[];
}

/** `low == high` unless the member stands for a range. */
export interface EnumValue {
  readonly name: string;
  /** Its other names, which mean the same wherever a description or a program writes them. */
  readonly aliases: readonly string[];
  readonly low: bigint;
  readonly high: bigint;
  /** How the member stands in an instruction, if it has a form of its own. */
  readonly form?: MemberForm | undefined;
  readonly span: Span;
}

export interface RecordType {
  readonly kind: 'record';
  readonly name: string | undefined;
  readonly width: number;
  readonly fields: readonly RecordFieldType[];
}

export interface RecordFieldType {
  readonly name: string;
  readonly type: ValueType;
  readonly hi: number;
  readonly lo: number;
}

export type ValueType =
  | { readonly kind: 'bool' }
  | { readonly kind: 'bits'; readonly width: number }
  | EnumType
  | RecordType;

export type Value =
  /** An integer known before execution that takes the width of its context. */
  | { readonly kind: 'number'; readonly value: bigint }
  | { readonly kind: 'bits'; readonly term: Term; readonly signed: boolean }
  | { readonly kind: 'bool'; readonly term: Term }
  /** `member` is known also where the member is a range and the term an operand within it. */
  | {
      readonly kind: 'enum';
      readonly type: EnumType;
      readonly term: Term;
      readonly member: string | undefined;
      /** The operands of the member's form, where it stands for one in an instruction. */
      readonly fields?: ReadonlyMap<string, Value>;
    }
  | {
      readonly kind: 'record';
      readonly type: RecordType;
      readonly fields: ReadonlyMap<string, Value>;
    }
  /** The expression `undefined`, until a context gives it a type. */
  | { readonly kind: 'undefined' }
  /** Already reported. */
  | { readonly kind: 'error' };

export const ERROR: Value = { kind: 'error' };

export function number(value: bigint): Value {
  return { kind: 'number', value };
}

export function bitsValue(term: Term, signed = false): Value {
  return { kind: 'bits', term, signed };
}

export function boolValue(term: Term): Value {
  return { kind: 'bool', term };
}

/**
 * An enum value; its member is known if the term is a constant. One value of a range is not the
 * member that stands for all of them.
 */
export function enumValue(type: EnumType, term: Term): Value {
  const known = term.kind === 'constant' ? memberAt(type, term.value) : undefined;
  return { kind: 'enum', type, term, member: known?.low === known?.high ? known?.name : undefined };
}

/** The enum member that stands for one value. */
export function memberValue(type: EnumType, member: EnumValue): Value {
  return { kind: 'enum', type, term: constant(type.width, member.low), member: member.name };
}

/** The enum member that a name means. */
export function memberNamed(type: EnumType, name: string): EnumValue | undefined {
  return type.members.find((member) => member.name === name || member.aliases.includes(name));
}

function memberAt(type: EnumType, value: bigint): EnumValue | undefined {
  return type.members.find((member) => member.low <= value && value <= member.high);
}

/** Width in bits of the word that a value of the type is. */
export function typeWidth(type: ValueType): number {
  return type.kind === 'bool' ? 1 : type.width;
}

export function typeSort(type: ValueType): Sort {
  return type.kind === 'bool' ? BOOL : bits(typeWidth(type));
}

/** For messages: `64 bits`, `bool`, `privilege`. */
export function describeType(type: ValueType): string {
  if (type.kind === 'bool') return 'bool';
  if (type.kind === 'bits') return describeWidth(type.width);
  return type.name ?? `${type.kind} of ${describeWidth(type.width)}`;
}

export function describeWidth(width: number): string {
  return countOf(width, 'bit');
}

/** `1 bit`, `2 bits` */
export function countOf(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** The type of a value that has one: not of a number, `undefined` or an error. */
export function typeOf(value: Value): ValueType | undefined {
  switch (value.kind) {
    case 'bits':
      return { kind: 'bits', width: widthOf(value.term) };
    case 'bool':
      return { kind: 'bool' };
    case 'enum':
    case 'record':
      return value.type;
    case 'number':
    case 'undefined':
    case 'error':
      return undefined;
  }
}

/** The integer a value is, if that is known before execution. */
export function staticNumber(value: Value): bigint | undefined {
  if (value.kind === 'number') return value.value;
  if ((value.kind === 'bits' || value.kind === 'enum') && value.term.kind === 'constant')
    return value.term.value;
  return undefined;
}
