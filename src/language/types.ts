/** Resolves written types: widths computed, names looked up. */

import { powerOfTwo } from '../base/bits.ts';
import type { EnumMember, Expression, Name, RecordField, Type } from './ast.ts';
import { type Context, didYouMean, report, settle } from './context.ts';
import { evaluateKnown } from './expressions.ts';
import {
  describeWidth,
  type EnumType,
  type EnumValue,
  type RecordFieldType,
  type RecordType,
  typeWidth,
  type ValueType,
} from './values.ts';

/** The widest word: wide enough for every machine, small enough that a typing error shows. */
const WIDEST = 65536n;

/** The type as written; one bit after an error, so that the rest can be checked. */
export function resolveType(context: Context, type: Type): ValueType {
  const known = cache.get(context)?.get(type);
  if (known !== undefined) return known;
  const resolved = resolve(context, type);
  const types = cache.get(context) ?? new Map<Type, ValueType>();
  cache.set(context, types.set(type, resolved));
  return resolved;
}

/** Enum types are compared by identity, so each written type is resolved once for a machine. */
const cache = new WeakMap<Context, Map<Type, ValueType>>();

function resolve(context: Context, type: Type): ValueType {
  switch (type.kind) {
    case 'bool':
      return { kind: 'bool' };
    case 'bits':
      return { kind: 'bits', width: resolveWidth(context, type.width) };
    case 'named': {
      const name = type.name.text;
      const known =
        context.types.get(name) ??
        (settle(context.pending.types, name) ? context.types.get(name) : undefined);
      if (known !== undefined) return known;
      const names = [...context.types.keys(), ...context.pending.types.keys(), 'bits', 'bool'];
      report(context, 'PG101', type.span, `unknown type \`${name}\``, {
        help: didYouMean(name, names),
      });
      return { kind: 'bits', width: 1 };
    }
    case 'enum':
      return resolveEnum(context, undefined, type.width, type.members);
    case 'record':
      return resolveRecord(context, undefined, type.width, type.fields);
  }
}

/** A named type: enums and records know their name. */
export function resolveNamed(context: Context, name: string, type: Type): ValueType {
  if (type.kind === 'enum') return resolveEnum(context, name, type.width, type.members);
  if (type.kind === 'record') return resolveRecord(context, name, type.width, type.fields);
  return resolveType(context, type);
}

export function resolveWidth(context: Context, e: Expression): number {
  const width = evaluateKnown(context, e);
  if (width === undefined) return 1;
  if (width >= 1n && width <= WIDEST) return Number(width);
  report(context, 'PG102', e.span, `not a width: ${width}`, {
    help: `widths go from 1 to ${WIDEST}`,
  });
  return 1;
}

function resolveEnum(
  context: Context,
  name: string | undefined,
  width: Expression | undefined,
  members: readonly EnumMember[],
): EnumType {
  const values: EnumValue[] = [];
  const names = firstNames(members);
  let following = 0n;
  for (const member of members) {
    const low =
      member.low === undefined ? following : (evaluateKnown(context, member.low) ?? following);
    const high = member.high === undefined ? low : (evaluateKnown(context, member.high) ?? low);
    const twice = reportTwice(context, member, names);
    const overlapped = values.find((other) => low <= other.high && other.low <= high);
    if (!twice && overlapped !== undefined) {
      report(
        context,
        'PG103',
        member.span,
        `\`${member.name.text}\` has a value of \`${overlapped.name}\``,
        {
          related: [{ span: overlapped.span, text: valuesOf(overlapped) }],
          help: 'members without a value follow the one before',
        },
      );
    }
    if (low < 0n || high < low)
      report(context, 'PG105', member.span, `not a value or range of values: ${low} .. ${high}`);
    const { name: memberName, form } = member;
    if ((form === undefined) !== (members[0]?.form === undefined))
      report(
        context,
        'PG104',
        memberName.span,
        `\`${memberName.text}\` has no form as others have`,
        {
          help: 'either all members of an enum have an assembly text and an encoding, or none',
        },
      );
    const aliases = member.aliases.map(({ text }) => text);
    values.push({ name: memberName.text, aliases, low, high, form, span: memberName.span });
    following = high + 1n;
  }
  const most = values.reduce((max, value) => (value.high > max ? value.high : max), 0n);
  const needed = most.toString(2).length;
  const given = width === undefined ? needed : resolveWidth(context, width);
  const tooWide = values.find((value) => value.high >= powerOfTwo(given));
  if (tooWide !== undefined)
    report(context, 'PG105', tooWide.span, `${tooWide.high} does not fit ${describeWidth(given)}`);
  return { kind: 'enum', name, width: given, members: values };
}

/** Where each name of a member stands first. */
function firstNames(members: readonly EnumMember[]): ReadonlyMap<string, Name> {
  const names = members.flatMap(({ name, aliases }) => [name, ...aliases]);
  return new Map(names.toReversed().map((name) => [name.text, name]));
}

/** Whether a name of the member is one of an earlier member too, or stands twice with this one. */
function reportTwice(
  context: Context,
  member: EnumMember,
  names: ReadonlyMap<string, Name>,
): boolean {
  let isTwice = false;
  for (const name of [member.name, ...member.aliases]) {
    const first = names.get(name.text);
    if (first === undefined || first === name) continue;
    isTwice = true;
    report(context, 'PG103', name.span, `\`${name.text}\` is declared twice`, {
      related: [{ span: first.span, text: 'first here' }],
    });
  }
  return isTwice;
}

/** `3`, or `3 .. 31` */
function valuesOf({ low, high }: EnumValue): string {
  return low === high ? String(low) : `${low} .. ${high}`;
}

function resolveRecord(
  context: Context,
  name: string | undefined,
  width: Expression | undefined,
  fields: readonly RecordField[],
): RecordType {
  const total = width === undefined ? undefined : resolveWidth(context, width);
  const placed =
    total === undefined
      ? packFields(context, fields)
      : fields.map((field) => placeField(context, field, total));
  checkFields(context, fields, placed);
  const all = placed.reduce((sum, field) => sum + typeWidth(field.type), 0);
  return { kind: 'record', name, width: total ?? Math.max(all, 1), fields: placed };
}

/** Without positions the first field is the highest. */
function packFields(context: Context, fields: readonly RecordField[]): RecordFieldType[] {
  const types = fields.map((field) => resolveType(context, field.type));
  let above = types.reduce((sum, type) => sum + typeWidth(type), 0);
  return fields.map((field, i) => {
    if (field.hi !== undefined)
      report(context, 'PG102', field.span, 'a field has a position only in a `record bits(w)`');
    const type = types[i] ?? { kind: 'bits', width: 1 };
    const hi = above - 1;
    above -= typeWidth(type);
    return { name: field.name.text, type, hi, lo: above };
  });
}

function placeField(context: Context, field: RecordField, total: number): RecordFieldType {
  const type = resolveType(context, field.type);
  if (field.hi === undefined) {
    report(context, 'PG102', field.span, `field \`${field.name.text}\` needs a position`, {
      help: 'write `at [hi:lo]`',
    });
    return { name: field.name.text, type, hi: typeWidth(type) - 1, lo: 0 };
  }
  const hi = Number(evaluateKnown(context, field.hi) ?? 0n);
  const lo = field.lo === undefined ? hi : Number(evaluateKnown(context, field.lo) ?? 0n);
  if (hi < lo || hi >= total || hi - lo + 1 !== typeWidth(type)) {
    report(
      context,
      'PG102',
      field.span,
      `[${hi}:${lo}] is no place for ${describeWidth(typeWidth(type))} within ${describeWidth(total)}`,
    );
    return { name: field.name.text, type, hi: Math.min(typeWidth(type), total) - 1, lo: 0 };
  }
  return { name: field.name.text, type, hi, lo };
}

function checkFields(
  context: Context,
  fields: readonly RecordField[],
  placed: readonly RecordFieldType[],
): void {
  placed.forEach((field, i) => {
    const span = fields[i]?.span;
    // A record is the word of its bits, and a condition is no bit.
    if (span !== undefined && field.type.kind === 'bool')
      report(context, 'PG104', span, 'a field is bits, not bool', { help: 'use `bits(1)`' });
    const at = placed.findIndex(
      (other) => other.name === field.name || (field.lo <= other.hi && other.lo <= field.hi),
    );
    const [clash, first] = [placed[at], fields[at]];
    if (span === undefined || clash === undefined || first === undefined || at >= i) return;
    // A field that lacks its position has been reported, and stands nowhere.
    const isPlaced = fields[i]?.hi !== undefined && first.hi !== undefined;
    if (clash.name !== field.name && !isPlaced) return;
    report(
      context,
      'PG103',
      span,
      clash.name === field.name
        ? `field \`${field.name}\` is declared twice`
        : `field \`${field.name}\` overlaps \`${clash.name}\``,
      { related: [{ span: first.span, text: 'first here' }] },
    );
  });
}
