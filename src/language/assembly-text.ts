/** Elaborates the assembly text of an instruction: its words, and the operands between them. */

import type { AssemblyPart, Encoding } from '../isa/machine.ts';
import type { Instruction } from './ast.ts';
import { type Context, didYouMean, report } from './context.ts';
import type { Bound } from './instructions.ts';
import type { EnumType } from './values.ts';

export function elaborateAssembly(
  context: Context,
  item: Instruction,
  encoding: Encoding,
  bound: readonly Bound[],
): AssemblyPart[] {
  return piecesOf(item).map((piece) => {
    if (typeof piece === 'string') return { kind: 'text', text: piece };
    const { name, format } = piece;
    const each = bound.find(({ variable: v }) => v === name);
    if (each !== undefined && each.member.low === each.member.high)
      return { kind: 'text', text: each.member.name };
    return operandPart(context, item, encoding, name, format);
  });
}

/** A text, or what stands between braces. */
type Piece = string | { readonly name: string; readonly format: string };

/** Taken apart once for all variants that are written alike. */
function piecesOf(item: Instruction): readonly Piece[] {
  const known = pieces.get(item);
  if (known !== undefined) return known;
  const made = item.assembly
    .split(/(\{[^}]*\})/u)
    .filter((text) => text !== '')
    .map((text): Piece => {
      if (!text.startsWith('{') || !text.endsWith('}')) return text;
      const [name = '', format = 'number'] = text
        .slice(1, -1)
        .split(':')
        .map((part) => part.trim());
      return { name, format };
    });
  pieces.set(item, made);
  return made;
}

const pieces = new WeakMap<Instruction, readonly Piece[]>();

function operandPart(
  context: Context,
  item: Instruction,
  encoding: Encoding,
  name: string,
  format: string,
): AssemblyPart {
  if (!encoding.operands.some((operand) => operand.name === name)) {
    report(
      context,
      'PG205',
      item.id.span,
      `the assembly text names \`${name}\`, which the encoding of \`${item.id.text}\` has not`,
      {
        help: didYouMean(
          name,
          encoding.operands.map((operand) => operand.name),
        ),
      },
    );
    return { kind: 'text', text: `{${name}}` };
  }
  if (format === 'number' || format === 'signed' || format === 'pc')
    return { kind: 'operand', operand: name, format };
  const from = /^pc\s*\+\s*(\d{1,4})$/u.exec(format)?.[1];
  if (from !== undefined)
    return { kind: 'operand', operand: name, format: 'pc', from: Number(from) };
  const type = context.types.get(format);
  if (type?.kind !== 'enum') {
    report(context, 'PG205', item.id.span, `\`${format}\` is neither a format nor an enum`, {
      help: didYouMean(format, ['number', 'signed', 'pc', ...context.types.keys()]),
    });
    return { kind: 'operand', operand: name, format: 'number' };
  }
  return { kind: 'named', operand: name, members: namesOf(type) };
}

type Names = Extract<AssemblyPart, { kind: 'named' }>['members'];

/** Every name of every member; made once for a type, which many instructions use. */
function namesOf(type: EnumType): Names {
  const known = namesOfTypes.get(type);
  if (known !== undefined) return known;
  const names = type.members.flatMap(({ name: first, aliases, low }) =>
    [first, ...aliases].map((each) => ({ name: each, value: low })),
  );
  namesOfTypes.set(type, names);
  return names;
}

const namesOfTypes = new WeakMap<EnumType, Names>();
