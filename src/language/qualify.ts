/**
 * Names of two machines side by side: in a map file `M` is the real machine's, `virtual.M` the
 * virtual one's and `kept.M` the monitor's own. `virtual.R.l` parses as a field of a field; here it
 * becomes the field `l` of the one name `virtual.R`.
 */

import { KEPT, VIRTUAL } from '../isa/monitor-map.ts';
import type { Span } from '../base/span.ts';
import type { Expression, Item, Name } from './ast.ts';
import type { Context, ElementTree } from './context.ts';
import { declare } from './declarations.ts';

const QUALIFIERS = new Map([
  ['kept', KEPT],
  ['virtual', VIRTUAL],
]);

/** The tree with `virtual.X` and `kept.X` as single names. */
export function joinQualified<Tree>(tree: Tree): Tree {
  return rewritten(tree, (node) => {
    if (node.kind !== 'field' || node.base.kind !== 'name') return node;
    const prefix = QUALIFIERS.get(node.base.name);
    if (prefix === undefined) return node;
    return { kind: 'name', name: `${prefix}${node.name.text}`, span: node.span };
  });
}

/** Every name in the expressions of a tree. */
export function namesIn(tree: unknown): readonly Extract<Expression, { kind: 'name' }>[] {
  const found: Extract<Expression, { kind: 'name' }>[] = [];
  rewritten(tree, (node) => {
    if (node.kind === 'name') found.push(node);
    return node;
  });
  return found;
}

/** Declares an element of the description once more, as that of another machine. */
export function declareAgain(context: Context, name: string, prefix: string, span: Span): void {
  const binding = context.globals.get(name);
  if (binding?.kind !== 'element' && binding?.kind !== 'file') return;
  const mine = context.elements.filter(
    (element) => element.name === name || element.name.startsWith(`${name}.`),
  );
  const again = mine.map((element) => ({ ...element, name: `${prefix}${element.name}`, span }));
  context.elements.push(...again);
  const [first] = again;
  if (binding.kind === 'element')
    declare(context, `${prefix}${name}`, span, {
      ...binding,
      tree: treeAgain(binding.tree, prefix),
    });
  else if (first !== undefined)
    declare(context, `${prefix}${name}`, span, { ...binding, element: first });
}

/**
 * Declares one field of a record once more, beside those of it that were. False if there is none
 * such.
 */
export function declareFieldAgain(context: Context, { text, span }: Name, prefix: string): boolean {
  const [base = '', field = '', ...deeper] = text.split('.');
  const binding = context.globals.get(base);
  if (binding?.kind !== 'element' || binding.tree.kind !== 'tree' || deeper.length > 0)
    return false;
  const { tree } = binding;
  const part = tree.fields.get(field);
  if (part === undefined) return false;
  const known = context.globals.get(`${prefix}${base}`);
  const before: ReadonlyMap<string, ElementTree> =
    known?.kind === 'element' && known.tree.kind === 'tree' ? known.tree.fields : new Map();
  const mine = context.elements.filter(({ name }) => name === text || name.startsWith(`${text}.`));
  context.elements.push(...mine.map((element) => ({ ...element, name: `${prefix}${element.name}`, span }))); // prettier-ignore
  // The other fields are not there, so as a whole it has none of their bits.
  const fields = new Map([...before, [field, treeAgain(part, prefix)]]);
  const type = { ...tree.type, fields: tree.type.fields.filter(({ name }) => fields.has(name)) };
  context.declared.set(`${prefix}${text}`, span);
  context.globals.set(`${prefix}${base}`, {
    ...binding,
    tree: { ...tree, name: `${prefix}${tree.name}`, type, fields },
  });
  return true;
}

function treeAgain(tree: ElementTree, prefix: string): ElementTree {
  if (tree.kind === 'leaf') return { ...tree, element: `${prefix}${tree.element}` };
  const fields = new Map([...tree.fields].map(([name, field]) => [name, treeAgain(field, prefix)]));
  return { ...tree, name: `${prefix}${tree.name}`, fields };
}

type Banked = Extract<Item, { kind: 'banked' }>;

/** A bank as that of another machine: it selects among the elements there. */
export function qualifiedBank(item: Banked, elements: ReadonlySet<string>, prefix: string): Banked {
  const selection = rewritten(item.selection, (node) =>
    node.kind === 'name' && elements.has(node.name)
      ? { ...node, name: `${prefix}${node.name}` }
      : node,
  );
  return { ...item, name: { ...item.name, text: `${prefix}${item.name.text}` }, selection };
}

/** Rewrites the names and fields in the expressions of a tree, inner ones first. */
function rewritten<Tree>(tree: Tree, rewrite: (e: Expression) => Expression): Tree {
  if (typeof tree !== 'object' || tree === null) return tree;
  const copy: unknown = Array.isArray(tree)
    ? tree.map((each: unknown) => rewritten(each, rewrite))
    : Object.fromEntries(
        Object.entries(tree).map(([key, value]: [string, unknown]) => [
          key,
          key === 'span' ? value : rewritten(value, rewrite),
        ]),
      );
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a copy has the form of its original
  return (isPlace(copy) ? rewrite(copy) : copy) as Tree;
}

/** Fields of records and of types are no expressions: they have no base. */
function isPlace(node: unknown): node is Extract<Expression, { kind: 'field' | 'name' }> {
  if (typeof node !== 'object' || node === null || !('kind' in node)) return false;
  return node.kind === 'name' || (node.kind === 'field' && 'base' in node);
}
