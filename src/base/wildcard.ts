/** Patterns of ids, in which `*` stands for anything: `csrrw.*`. */

export function matchesPattern(pattern: string, id: string): boolean {
  return expressionOf(pattern).test(id);
}

const known = new Map<string, RegExp>();

function expressionOf(pattern: string): RegExp {
  const before = known.get(pattern);
  if (before !== undefined) return before;
  const parts = pattern
    .split('*')
    .map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/gu, String.raw`\$&`));
  const expression = new RegExp(`^${parts.join('.*')}$`, 'u');
  known.set(pattern, expression);
  return expression;
}
