/**
 * Random little machines, as text: correct by construction, different in whatever the checker has
 * to get right, and with instructions that do whatever they like.
 *
 * The same seed gives the same text. Words have eight bits and addresses four, so that every question
 * is quick, also the hardest: whether two storages show the same under two maps.
 */

import { randomFrom, type Random } from '../../scripts/fuzz/random.mjs';

/** How deep expressions and statements nest. */
const DEPTH = 2;

export function randomDescription(seed: number): string {
  const random = randomFrom('description', seed);
  const shape = randomShape(random);
  const instructions = Array.from({ length: 1 + random.below(3) }, (_, i) =>
    randomInstruction(random, shape, i),
  );
  return [header(random, shape), ...instructions].join('\n\n');
}

/** What a machine has beside the least that it must have. */
interface Shape {
  readonly isBanked: boolean;
  readonly hasControl: boolean;
  readonly hasClock: boolean;
  readonly hasTwoPaths: boolean;
}

function randomShape(random: Random): Shape {
  return {
    isBanked: random.chance(0.4),
    hasControl: random.chance(0.6),
    hasClock: random.chance(0.3),
    hasTwoPaths: random.chance(0.3),
  };
}

function header(random: Random, shape: Shape): string {
  const lines = [
    'isa "A random machine"',
    'mode M : enum { user, supervisor }',
    'pc P : bits(4)',
    'map R : record { l : bits(4) relocation, b : bits(4) }',
    `general r : bits(8)[4]${random.chance(0.5) ? ' with r[0] = 0' : ''} why "for programs"`,
    'general f : bits(8) why "for programs"',
    `storage E : bits(8) at bits(4) ${random.pick(['little endian', 'big endian'])}`,
    'supervisor when M == supervisor',
    `user when M == user${random.chance(0.3) ? ' holding E[2][7] == 1 && R.l >= 2' : ''}`,
    'memory trap bounds',
    'trap privileged',
    `trap call${random.chance(0.5) ? ' resumes next' : ''}`,
    'undecoded { trap privileged }',
    'leaves out "everything else"',
    'function low (v : bits(8)) -> bits(4) = v[3:0]',
  ];
  if (shape.isBanked) {
    lines.push(
      'general high_sp : bits(8) why "for supervisors"',
      'general low_sp : bits(8) why "for programs"',
      'banked sp = M == supervisor ? high_sp : low_sp',
    );
  }
  if (shape.hasControl) lines.push('control T : bits(8) why "protected"');
  if (shape.hasClock) {
    lines.push('control C : bits(8) time why "a clock"', 'on completion { C = C + 1 }');
  }
  const vector = shape.hasControl && random.chance(0.5) ? 'T' : 'E[3]';
  lines.push(
    `trap entry (cause) { E[0] = R.l :: P  E[1] = zext(R.b, 8)  M = supervisor  P = low(${vector})  R.l = 0  R.b = 15 }`,
    ...(shape.hasTwoPaths
      ? [
          'translate fetch (a : bits(4), access) -> bits(4) { if a >= R.b { trap bounds }  return R.l + a }',
          'translate data (a : bits(4), access) -> bits(4) { if a > R.b { trap bounds }  return R.l ^ a }',
        ]
      : [
          'translate fetch, data (a : bits(4), access) -> bits(4) { if a >= R.b { trap bounds }  return R.l + a }',
        ]),
  );
  return lines.join('\n');
}

function randomInstruction(random: Random, shape: Shape, i: number): string {
  const check = random.pick([
    '',
    '',
    '  if M == user { trap privileged }\n',
    '  if M == user && a[0] == 0 { trap call }\n',
  ]);
  const claim = random.pick(['', '\n  manual says privileged', '\n  manual says unprivileged']);
  const statements = Array.from({ length: 1 + random.below(3) }, () =>
    statement(random, shape, DEPTH, '  '),
  );
  return `instruction i${i} "i${i} r{x}, r{y}, {a}"${claim}
  encoding ${i + 1}[8] :: x[2] :: y[2] :: 0000 :: a[8]
{
${check}${statements.join('\n')}
}`;
}

function statement(random: Random, shape: Shape, depth: number, indent: string): string {
  if (depth > 0 && random.chance(0.3)) {
    const condition = truth(random, shape, depth - 1);
    const then = statement(random, shape, depth - 1, `${indent}  `);
    const otherwise = random.chance(0.5)
      ? ` else {\n${statement(random, shape, depth - 1, `${indent}  `)}\n${indent}}`
      : '';
    return `${indent}if ${condition} {\n${then}\n${indent}}${otherwise}`;
  }
  const value = (): string => word(random, shape, depth);
  const choices = [
    () => `r[x] = ${value()}`,
    () => `r[x] = ${value()}`,
    () => `r[${random.below(4)}] = ${value()}`,
    () => `f = ${value()}`,
    () => `P = low(${value()})`,
    () => `data[low(${value()})] = ${value()}`,
    () => `data[low(${value()})] = ${value()}`,
    () => `E[low(${value()})] = ${value()}`,
    () => `R.l = low(${value()})`,
    () => `R.b = low(${value()})`,
    () => `M = ${random.pick(['user', 'supervisor'])}`,
    () => 'M :: P :: R.l = zext(data[low(a)], 9)',
    () => `trap ${random.pick(['privileged', 'call', 'call resumes next'])}`,
    () => 'if undefined { trap privileged }',
    ...(shape.hasControl ? [() => `T = ${value()}`] : []),
    ...(shape.hasClock ? [() => `C = ${value()}`] : []),
    ...(shape.isBanked ? [() => `sp = ${value()}`, () => `low_sp = ${value()}`] : []),
  ];
  return `${indent}${random.pick(choices)()}`;
}

function truth(random: Random, shape: Shape, depth: number): string {
  return random.pick([
    () => 'M == user',
    () => 'M == supervisor',
    () => `${word(random, shape, depth)} == ${word(random, shape, depth)}`,
    () => `${word(random, shape, depth)} < ${word(random, shape, depth)}`,
    () => `signed(${word(random, shape, depth)}) <= signed(r[y])`,
    () => 'a[7] == 1',
    () => 'M == user && r[x] == 7',
  ])();
}

/** An expression of eight bits that does not take the width of its context. */
function word(random: Random, shape: Shape, depth: number): string {
  const leaves = [
    'r[x]',
    'r[y]',
    'f',
    'a',
    'zext(pc, 8)',
    'zext(next, 8)',
    "8'd3",
    "8'hF0",
    'zext(R.l, 8)',
    'zext(R.b, 8)',
    'zext(M, 8)',
    ...(shape.hasControl ? ['T'] : []),
    ...(shape.hasClock ? ['C'] : []),
    ...(shape.isBanked ? ['sp', 'sp', 'low_sp'] : []),
  ];
  if (depth === 0) return random.pick(leaves);
  const deeper = (): string => word(random, shape, depth - 1);
  return random.pick([
    () => random.pick(leaves),
    () => `(${deeper()} ${random.pick(['+', '-', '&', '|', '^', '<<', '>>'])} ${deeper()})`,
    () => `data[low(${deeper()})]`,
    () => `E[low(${deeper()})]`,
    () => `~${deeper()}`,
    () => `(${truth(random, shape, depth - 1)} ? ${deeper()} : ${deeper()})`,
    () => `(${random.pick(['r[y]', 'f', 'a'])}[3:0] :: ${random.pick(['r[x]', 'f', 'a'])}[7:4])`,
  ])();
}
