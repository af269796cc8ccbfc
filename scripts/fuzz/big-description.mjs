/** A correct description of as many lines as are asked for, made of instructions. */

const HEADER = `isa "A large machine"
mode M : enum { user, supervisor }
pc P : bits(16)
map R : record { l : bits(16) relocation, b : bits(16) }
general r : bits(64)[8] why "for programs"
storage E : bits(64) at bits(16)
supervisor when M == supervisor
user when M == user
memory trap bounds
trap privileged
trap entry (cause) { E[0] = zext(M :: resume :: R, 64)  M :: P :: R = E[1][48:0] }
translate fetch, data (a : bits(16), access) -> bits(16) {
  if a >= R.b { trap bounds }
  return R.l + a
}
undecoded { trap privileged }
leaves out "everything else"
`;

const BODIES = [
  ['r[x] = r[y] + zext(a, 64)'],
  ['if M == user { trap privileged }', 'R.l = a'],
  ['r[x] = data[a]'],
  ['data[a] = r[y]', 'P = a'],
  ['let sum = r[x] + r[y]', 'if sum[63] == 1 { r[y] = sum ^ r[x] } else { r[y] = sum }'],
];

/** @param {number} lines */
export function bigDescription(lines) {
  const parts = [HEADER];
  let count = HEADER.split('\n').length;
  for (let i = 0; count < lines; i += 1) {
    const body = BODIES[i % BODIES.length];
    const text = `
// Instruction ${i}.
instruction i${i} "i${i} r{x}, r{y}, {a}"
  encoding ${i}[32] :: x[3] :: y[3] :: 0[10] :: a[16]
{
${body.map((line) => `  ${line}`).join('\n')}
}
`;
    parts.push(text);
    count += text.split('\n').length - 1;
  }
  return parts.join('');
}
