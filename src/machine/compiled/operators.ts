/** What each operator is on limbs: a statement or two, and an expression for each limb. */

import { assertNever } from '../../base/assert-never.ts';
import { widthOf, type Application, type Term } from '../../term/term.ts';
import type { WideOperator } from './arithmetic.ts';
import { bitsIn, canonical, joined, LIMB, limbCount, signedLimb, sliceOf, topBits, type Limbs } from './limbs.ts'; // prettier-ignore

export interface Emitted {
  /** Statements that come first. */
  readonly before: string;
  readonly values: Limbs;
}

/** What an operator on storage is. The machine knows; see `surroundings.ts`. */
export interface MemoryCode {
  /** The storage address of a program address: limbs and width. Statements come first. */
  readonly address: (path: string, access: string, memory: string, address: Limbs, width: number, fresh: () => string) => Emitted & { readonly width: number }; // prettier-ignore
  readonly touched: (path: string, access: string, memory: string, address: Limbs) => string;
  readonly faults: (path: string, access: string, memory: string, address: Limbs) => string;
  /** A call that gives limbs. */
  readonly cause: (path: string, access: string, memory: string, address: Limbs) => string;
  readonly value: (path: string, access: string, k: number, memory: string, address: Limbs) => string; // prettier-ignore
  /** Reads on this path are of this kind. */
  readonly readAccess: (path: string) => string;
  readonly call: (term: Application, args: readonly Limbs[]) => string;
}

export interface Arguments {
  readonly limbs: (term: Term) => Limbs;
  /** Of a register file that a state holds: how to read a limb of a register. */
  readonly register: (term: Term) => ((index: string, limb: number) => string) | undefined;
  readonly fresh: () => string;
  readonly memory: MemoryCode;
}

/** The term computed from its arguments, which have values already. */
export function operation(term: Application, given: Arguments): Emitted {
  const args = term.arguments;
  const limbs = (i: number): Limbs => given.limbs(argumentOf(term, i));
  const single = (i: number): string => limbs(i)[0] ?? '0';
  const number = (i: number): number => Number(term.parameters[i]);
  const width = term.sort.kind === 'bits' ? term.sort.width : 1;
  const { operator } = term;

  switch (operator) {
    case 'not':
      return value(`!${single(0)}`);
    case 'and':
      return value(args.map((_, i) => single(i)).join('&&'));
    case 'or':
      return value(args.map((_, i) => single(i)).join('||'));
    case 'implies':
      return value(`!${single(0)}||${single(1)}`);
    case '=':
      return value(
        limbs(0)
          .map((limb, i) => `${limb}===${limbs(1)[i] ?? '0'}`)
          .join('&&'),
      );
    case 'ite':
      return {
        before: '',
        values: limbs(1).map((limb, i) =>
          limb === limbs(2)[i] ? limb : `(${single(0)}?${limb}:${limbs(2)[i] ?? '0'})`,
        ),
      };

    case 'bvnot':
      return each(limbs(0), (limb, i) => canonical(width, i, `~${limb}`));
    case 'bvneg':
      return difference(
        width,
        limbs(0).map(() => '0'),
        limbs(0),
        given.fresh,
      );
    case 'bvand':
      return each(limbs(0), (limb, i) => `(${limb}&${limbs(1)[i] ?? '0'})`);
    case 'bvor':
      return each(limbs(0), (limb, i) => `(${limb}|${limbs(1)[i] ?? '0'})`);
    case 'bvxor':
      return each(limbs(0), (limb, i) => `(${limb}^${limbs(1)[i] ?? '0'})`);
    case 'bvadd':
      return sum(width, limbs(0), limbs(1), given.fresh);
    case 'bvsub':
      return difference(width, limbs(0), limbs(1), given.fresh);
    case 'bvmul':
      return product(width, limbs(0), limbs(1), given.fresh);
    case 'bvudiv':
    case 'bvurem':
    case 'bvsdiv':
    case 'bvsrem':
      return width > LIMB
        ? wide(operator, width, limbs(0), limbs(1), given.fresh)
        : value(division(operator, width, single(0), single(1)));
    case 'bvshl':
    case 'bvlshr':
    case 'bvashr':
      return shifted(operator, width, limbs(0), limbs(1), given.fresh);

    case 'bvult':
      return value(less(limbs(0), limbs(1), widthOf(argumentOf(term, 0)), false, false));
    case 'bvule':
      return value(less(limbs(0), limbs(1), widthOf(argumentOf(term, 0)), false, true));
    case 'bvslt':
      return value(less(limbs(0), limbs(1), widthOf(argumentOf(term, 0)), true, false));
    case 'bvsle':
      return value(less(limbs(0), limbs(1), widthOf(argumentOf(term, 0)), true, true));

    case 'concat':
      return {
        before: '',
        values: joined(
          limbs(0),
          widthOf(argumentOf(term, 0)),
          limbs(1),
          widthOf(argumentOf(term, 1)),
        ),
      };
    case 'extract': {
      const from = widthOf(argumentOf(term, 0));
      return {
        before: '',
        values: Array.from({ length: limbCount(width) }, (_, i) =>
          sliceOf(limbs(0), from, number(1) + i * LIMB, bitsIn(width, i)),
        ),
      };
    }
    case 'zero-extend':
      return {
        before: '',
        values: Array.from({ length: limbCount(width) }, (_, i) => limbs(0)[i] ?? '0'),
      };
    case 'sign-extend':
      return signExtended(width, limbs(0), widthOf(argumentOf(term, 0)), given.fresh);

    case 'select':
      return selected(width, given, argumentOf(term, 0), single(1));
    case 'store':
      return {
        before: limbs(2)
          .map((limb, i) => `value[${i}]=${limb};`)
          .join(''),
        values: [`store(${single(0)},${single(1)},${limbs(2).length})`],
      };

    case 'call':
      return called(
        term,
        given.memory.call(
          term,
          args.map((_, i) => limbs(i)),
        ),
        given.fresh,
      );

    case 'read':
    case 'write':
    case 'touch':
    case 'fault':
    case 'fault-cause':
    case 'fault-value':
      return onMemory(term, given);
    default:
      return assertNever(operator);
  }
}

function onMemory(term: Application, given: Arguments): Emitted {
  const { memory: code, fresh } = given;
  const [path = '', parameter = '', k = 0] = term.parameters;
  const [name, access] = [String(path), String(parameter)];
  const address = argumentOf(term, 1);
  const limbs = given.limbs(address);
  const memory = given.limbs(argumentOf(term, 0))[0] ?? '0';
  // oxlint-disable-next-line typescript/switch-exhaustiveness-check -- the operators on storage
  switch (term.operator) {
    case 'read': {
      const place = code.address(name, code.readAccess(name), memory, limbs, widthOf(address), fresh); // prettier-ignore
      const units = Number(parameter);
      const [lo = '0', hi = '0'] = place.values;
      const unit = widthOf(term) / units;
      const read = called(term, `read(${memory},${unit},${units},${place.width},${lo},${hi})`, fresh); // prettier-ignore
      return { before: place.before + read.before, values: read.values };
    }
    case 'write': {
      const place = code.address(name, 'store', memory, limbs, widthOf(address), fresh);
      const word = argumentOf(term, 2);
      const units = Number(parameter);
      const [lo = '0', hi = '0'] = place.values;
      const puts = given.limbs(word).map((limb, i) => `value[${i}]=${limb};`);
      const unit = widthOf(word) / units;
      return {
        before: place.before + puts.join(''),
        values: [`write(${memory},${unit},${units},${place.width},${lo},${hi})`],
      };
    }
    case 'touch':
      return value(code.touched(name, access, memory, limbs));
    case 'fault':
      return value(code.faults(name, access, memory, limbs));
    case 'fault-cause':
      return called(term, code.cause(name, access, memory, limbs), fresh);
    default:
      return called(term, code.value(name, access, Number(k), memory, limbs), fresh);
  }
}

/** A call that returns the lowest limb and leaves the others in `rest`. */
export function called(term: Term, call: string, fresh: () => string): Emitted {
  if (term.sort.kind !== 'bits' || term.sort.width <= LIMB) return value(call);
  return severalLimbs(limbCount(term.sort.width), call, fresh);
}

function severalLimbs(count: number, call: string, fresh: () => string): Emitted {
  const names = Array.from({ length: count }, () => fresh());
  const parts = names.map((name, i) => `${name}=${i === 0 ? call : `rest[${i}]`}`);
  return { before: `const ${parts.join(',')};`, values: names };
}

function value(expression: string): Emitted {
  return { before: '', values: [expression] };
}

function each(limbs: Limbs, expression: (limb: string, i: number) => string): Emitted {
  return { before: '', values: limbs.map(expression) };
}

function selected(width: number, given: Arguments, file: Term, index: string): Emitted {
  const register = given.register(file);
  const count = limbCount(width);
  if (register !== undefined) {
    return {
      before: '',
      values: Array.from({ length: count }, (_, i) => register(index, i)),
    };
  }
  const found = given.fresh();
  return {
    before: `const ${found}=find(${given.limbs(file)[0] ?? '0'},${index});`,
    values: Array.from({ length: count }, (_, i) => `limbAt(${found},${index},${i})`),
  };
}

/** Carries are found by comparing in the lowest limb; above it, by adding as exact numbers. */
function sum(width: number, a: Limbs, b: Limbs, fresh: () => string): Emitted {
  const [low] = a;
  if (a.length === 1) return value(canonical(width, 0, `${low ?? '0'}+${b[0] ?? '0'}`));
  let before = '';
  let carry = '';
  const values = a.map((limb, i) => {
    const other = b[i] ?? '0';
    const isLast = i === a.length - 1;
    if (i === 0) {
      const name = fresh();
      before += `const ${name}=(${limb}+${other})|0;`;
      carry = `((${name}>>>0)<(${limb}>>>0)?1:0)`;
      return name;
    }
    if (isLast) return canonical(width, i, `${limb}+${other}+${carry}`);
    const total = fresh();
    before += `const ${total}=(${limb}>>>0)+(${other}>>>0)+${carry};`;
    carry = `(${total}>4294967295?1:0)`;
    return `(${total}|0)`;
  });
  return { before, values };
}

function difference(width: number, a: Limbs, b: Limbs, fresh: () => string): Emitted {
  if (a.length === 1) return value(canonical(width, 0, `${a[0] ?? '0'}-${b[0] ?? '0'}`));
  let before = '';
  let borrow = '0';
  const values = a.map((limb, i) => {
    const other = b[i] ?? '0';
    if (i === a.length - 1) return canonical(width, i, `${limb}-${other}-${borrow}`);
    if (i === 0) {
      borrow = `((${limb}>>>0)<(${other}>>>0)?1:0)`;
      return `((${limb}-${other})|0)`;
    }
    const total = fresh();
    before += `const ${total}=(${limb}>>>0)-(${other}>>>0)-${borrow};`;
    borrow = `(${total}<0?1:0)`;
    return `(${total}|0)`;
  });
  return { before, values };
}

function product(width: number, a: Limbs, b: Limbs, fresh: () => string): Emitted {
  if (a.length === 1) {
    return value(canonical(width, 0, `Math.imul(${a[0] ?? '0'},${b[0] ?? '0'})`));
  }
  if (a.length > 2) return wide('bvmul', width, a, b, fresh);
  return cutAtTop(width, severalLimbs(2, `multiply(${[...a, ...b].join(',')})`, fresh));
}

function wide(
  operator: WideOperator,
  width: number,
  a: Limbs,
  b: Limbs,
  fresh: () => string,
): Emitted {
  const puts = [
    ...a.map((limb, i) => `left[${i}]=${limb};`),
    ...b.map((limb, i) => `right[${i}]=${limb};`),
  ];
  const { before, values } = severalLimbs(a.length, `wide.${operator}(${width})`, fresh);
  return { before: puts.join('') + before, values };
}

/** Of one limb; divided by zero as the standard has it. Quotients of such numbers are exact. */
function division(
  operator: 'bvudiv' | 'bvurem' | 'bvsdiv' | 'bvsrem',
  width: number,
  a: string,
  b: string,
): string {
  const [x, y] = [signedLimb(a, width), signedLimb(b, width)];
  switch (operator) {
    case 'bvudiv':
      return `(${b}===0?${canonical(width, 0, '-1')}:${canonical(width, 0, `(${a}>>>0)/(${b}>>>0)`)})`;
    case 'bvurem':
      return `(${b}===0?${a}:((${a}>>>0)%(${b}>>>0)|0))`;
    case 'bvsdiv':
      return `(${b}===0?(${x}<0?1:${canonical(width, 0, '-1')}):${canonical(width, 0, `${x}/${y}`)})`;
    case 'bvsrem':
      return `(${b}===0?${a}:${canonical(width, 0, `${x}%${y}`)})`;
  }
}

function shifted(
  operator: 'bvshl' | 'bvlshr' | 'bvashr',
  width: number,
  a: Limbs,
  amount: Limbs,
  fresh: () => string,
): Emitted {
  const [low = '0', high = '0'] = a;
  const [n = '0', upper = '0'] = amount;
  const isBeyond = `(${n}>>>0)>=${width}`;
  if (a.length === 1) {
    if (operator === 'bvshl') return value(`(${isBeyond}?0:${canonical(width, 0, `${low}<<${n}`)})`); // prettier-ignore
    if (operator === 'bvlshr') return value(`(${isBeyond}?0:(${low}>>>${n})|0)`);
    return value(canonical(width, 0, `${signedLimb(low, width)}>>(${isBeyond}?31:${n})`));
  }
  if (a.length > 2) return wide(operator, width, a, amount, fresh);
  const distance = fresh();
  const before = `const ${distance}=${upper}!==0||${isBeyond}?-1:${n};`;
  const top = signedLimb(high, topBits(width));
  const call =
    operator === 'bvshl'
      ? `(${distance}<0?(rest[1]=0):shiftLeft(${low},${high},${distance}))`
      : operator === 'bvlshr'
        ? `(${distance}<0?(rest[1]=0):shiftRight(${low},${high},${distance}))`
        : `shiftRightSigned(${low},${top},${distance}<0?63:${distance})`;
  const { before: shift, values } = cutAtTop(width, severalLimbs(2, call, fresh));
  return { before: before + shift, values };
}

/** Leaves of the highest limb what belongs to the word. */
function cutAtTop(width: number, { before, values }: Emitted): Emitted {
  if (topBits(width) === LIMB) return { before, values };
  const last = values.length - 1;
  return {
    before,
    values: values.map((limb, i) => (i === last ? canonical(width, i, limb) : limb)),
  };
}

function signExtended(width: number, limbs: Limbs, from: number, fresh: () => string): Emitted {
  const last = limbs.length - 1;
  const sign = fresh();
  const before = `const ${sign}=${signedLimb(limbs[last] ?? '0', topBits(from))};`;
  const values = Array.from({ length: limbCount(width) }, (_, i) => {
    if (i < last) return limbs[i] ?? '0';
    return canonical(width, i, i === last ? sign : `${sign}>>31`);
  });
  return { before, values };
}

/** From the lowest limb up: a higher limb that differs decides. */
function less(a: Limbs, b: Limbs, width: number, signed: boolean, orEqual: boolean): string {
  const last = a.length - 1;
  return a.reduce((lower, limb, i) => {
    const [x, y] = [limb, b[i] ?? '0'];
    const compared = (operator: string): string => {
      if (signed && i === last) {
        const bits = topBits(width);
        return `${signedLimb(x, bits)}${operator}${signedLimb(y, bits)}`;
      }
      return bitsIn(width, i) === LIMB ? `(${x}>>>0)${operator}(${y}>>>0)` : `${x}${operator}${y}`;
    };
    if (i === 0) return `(${compared(orEqual ? '<=' : '<')})`;
    return `(${compared('<')}||${x}===${y}&&${lower})`;
  }, '');
}

function argumentOf(term: Application, i: number): Term {
  const argument = term.arguments[i];
  if (argument === undefined) throw new TypeError(`${term.operator} has no argument ${i}`);
  return argument;
}
