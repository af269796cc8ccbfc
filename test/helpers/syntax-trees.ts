/**
 * Random syntax trees: every tree that some file has, and no other.
 *
 * Names are often keywords, because keywords are contextual; texts hold whatever a text can.
 */

/* oxlint-disable unicorn/no-thenable -- `then` is a branch of an `if`; nobody awaits a tree */

import * as fc from 'fast-check';
import type { Span } from '../../src/base/span.ts';
import {
  BINARY_PRECEDENCE,
  type Block,
  type Citation,
  type Description,
  type EncodingPart,
  type EnumMember,
  type ExpectedFile,
  type ExpectedRow,
  type Expression,
  type Fragment,
  type FunctionParameter,
  type Instruction,
  type Item,
  MAP_BODIES,
  type MapFile,
  type MapItem,
  MARKS,
  type MatchArm,
  type Name,
  type PlatformFile,
  type PlatformItem,
  type Question,
  type Range,
  type RecordField,
  ROLES,
  type Spec,
  type SpecItem,
  type Statement,
  type Type,
  UNARY_OPERATORS,
} from '../../src/language/ast.ts';
import {
  ITEM_WORDS,
  LEAVES_OUT,
  MAP_WORDS,
  REMOVABLE_WORDS,
  RESERVED_WORDS,
  SPEC_WORDS,
  STATEMENT_WORDS,
  TYPE_WORDS,
} from '../../src/language/keywords.ts';

const span: Span = { file: '', start: 0, end: 0 };
const here = fc.constant(span);

const CLAUSE_WORDS = [
  'at', 'big', 'cites', 'each', 'encoding', 'endian', 'entry', 'except', 'expect', 'extends', 'find',
  'given', 'group', 'holding', 'in', 'isa', 'keeping', 'little', 'manual', 'next', 'out', 'pair', 'premise',
  'reading', 'requires', 'resumes', 'says', 'size', 'source', 'spec', 'such', 'that', 'theorem', 'time', 'to',
  'under', 'when', 'where', 'widened', 'why', 'with', 'yes', '_', 'x1',
]; // prettier-ignore
const WORDS = [
  ...CLAUSE_WORDS,
  ...ITEM_WORDS,
  ...MAP_WORDS,
  ...SPEC_WORDS,
  ...STATEMENT_WORDS,
  ...TYPE_WORDS,
];

/** These start a statement of their own when they stand before `(`. */
const CALL_BREAKERS = STATEMENT_WORDS.filter((keyword) => keyword !== 'execute');

/** Any word, also a reserved one. */
const word = fc.oneof(
  { weight: 3, arbitrary: fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_]{0,5}$/u) },
  { weight: 1, arbitrary: fc.constantFrom(...WORDS) },
);
const nameText = word.filter((text) => !RESERVED_WORDS.has(text));
const name: fc.Arbitrary<Name> = fc.record({ text: nameText, span: here });
const fieldName: fc.Arbitrary<Name> = fc.record({ text: word, span: here });
const typeName = nameOtherThan(TYPE_WORDS);
const names = fc.array(name, { minLength: 1, maxLength: 3 });
const hyphenated: fc.Arbitrary<Name> = fc.record({
  text: fc
    .tuple(nameText, fc.array(fc.stringMatching(/^[A-Za-z0-9_]{1,4}$/u), { maxLength: 2 }))
    .map(([first, rest]) => [first, ...rest].join('-')),
  span: here,
});

const text = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.string({
    unit: fc.constantFrom(
      '"',
      '\\',
      '\n',
      '\r',
      '\t',
      ' ',
      '  ',
      '//',
      '{',
      '§',
      'é',
      '漢',
      '\0',
      '\uD800',
      '\u202E',
      'n',
      '\u{1F600}',
    ),
    maxLength: 12,
  }),
  fc
    .array(fc.constantFrom('a', 'word', 'of', 'prose', '\\', '"quoted"', ' ', 'x'.repeat(70)), {
      maxLength: 40,
    })
    .map((words) => words.join(' ')),
);
const why = fc.option(text, { nil: undefined });

const citation: fc.Arbitrary<Citation> = fc.record({
  key: hyphenated,
  section: fc.option(text, { nil: undefined }),
  span: here,
});
const citations = fc.oneof(
  { weight: 2, arbitrary: fc.constant([]) },
  { weight: 1, arbitrary: fc.array(citation, { minLength: 1, maxLength: 3 }) },
);
const marks = fc
  .subarray([...MARKS])
  .chain((some) => fc.shuffledSubarray(some, { minLength: some.length }));

// Expressions, statements and types.

const number: fc.Arbitrary<Extract<Expression, { kind: 'number' }>> = fc
  .oneof(
    fc
      .bigInt({ min: 0n, max: 2n ** 70n })
      .chain((value) =>
        fc.constantFrom(
          { value, width: undefined, text: String(value) },
          { value, width: undefined, text: `0x${value.toString(16).toUpperCase()}` },
          { value, width: undefined, text: `0o${value.toString(8)}` },
          { value, width: undefined, text: `0b${value.toString(2).split('').join('_')}` },
          { value, width: 71, text: `71'd${value}` },
          { value, width: 71, text: `71'h00_${value.toString(16)}` },
        ),
      ),
    fc.constantFrom(
      { value: 0n, width: undefined, text: '0' },
      { value: 1n, width: 1, text: "1'b1" },
    ),
  )
  .map((literal) => ({ kind: 'number', ...literal, span }));

/** The kind and the span of a node. */
function is<Kind extends string>(
  kind: Kind,
): { readonly kind: fc.Arbitrary<Kind>; readonly span: fc.Arbitrary<Span> } {
  return { kind: fc.constant(kind), span: here };
}

// An interface would not do: `letrec` wants a type with an index signature.
type Trees = {
  readonly expression: Expression;
  readonly target: Expression;
  readonly call: Extract<Expression, { kind: 'call' }>;
  readonly range: Range;
  readonly statement: Statement;
  readonly block: Block;
  readonly type: Type;
  readonly member: EnumMember;
  readonly field: RecordField;
  readonly item: Item;
};

const trees = fc.letrec<Trees>((tie) => {
  const expression = tie('expression');
  const expressions = fc.array(expression, { maxLength: 3 });
  const someExpressions = fc.array(expression, { minLength: 1, maxLength: 3 });
  const block = tie('block');
  const type = tie('type');
  const optionalExpression = fc.option(expression, { nil: undefined });
  const optionalType = fc.option(type, { nil: undefined });
  const parameter: fc.Arbitrary<FunctionParameter> = fc.record({ name, type });
  const armsOf = <Body>(body: fc.Arbitrary<Body>): fc.Arbitrary<readonly MatchArm<Body>[]> =>
    fc.array(fc.record({ patterns: expressions, body, span: here }), { maxLength: 3 });

  const nameExpression = fc.record({ ...is('name'), name: nameText });
  const index = fc.record({ ...is('index'), base: expression, arguments: someExpressions });
  const slice = fc.record({ ...is('slice'), base: expression, hi: expression, lo: expression });
  const field = fc.record({ ...is('field'), base: expression, name: fieldName });

  return {
    expression: fc.oneof(
      { depthSize: 'small', maxDepth: 5, withCrossShrink: true },
      nameExpression,
      number,
      fc.record({ ...is('boolean'), value: fc.boolean() }),
      fc.record(is('undefined')),
      fc.record({
        ...is('unary'),
        operator: fc.constantFrom(...UNARY_OPERATORS),
        operand: expression,
      }),
      {
        weight: 4,
        arbitrary: fc.record({
          ...is('binary'),
          operator: fc.constantFrom(...BINARY_PRECEDENCE.flat()),
          left: expression,
          right: expression,
        }),
      },
      fc.record({
        ...is('conditional'),
        condition: expression,
        then: expression,
        otherwise: expression,
      }),
      tie('call'),
      index,
      slice,
      field,
      fc.record({ ...is('match'), subject: expression, arms: armsOf(expression) }),
      fc.record({
        ...is('member'),
        subject: expression,
        ranges: fc.array(tie('range'), { minLength: 1, maxLength: 3 }),
      }),
    ),
    range: fc.record({ low: expression, high: optionalExpression }),
    call: fc.record({ ...is('call'), callee: name, arguments: expressions }),
    target: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      nameExpression,
      fc.record({ ...is('index'), base: nameExpression, arguments: someExpressions }),
      fc.record({ ...is('slice'), base: nameExpression, hi: expression, lo: expression }),
      fc.record({ ...is('field'), base: nameExpression, name: fieldName }),
      fc.record({
        ...is('binary'),
        operator: fc.constant('::' as const),
        left: tie('target'),
        right: tie('target'),
      }),
    ),

    statement: fc.oneof(
      { depthSize: 'small', maxDepth: 4, withCrossShrink: true },
      fc.record({ ...is('assign'), target: tie('target'), value: expression }),
      fc.record({ ...is('let'), name, type: optionalType, value: expression }),
      fc.record({ ...is('var'), name, type: optionalType, value: expression }),
      fc.record({
        ...is('trap'),
        cause: expression,
        arguments: expressions,
        resumes: fc.constantFrom('next' as const, undefined),
        keeping: fc.array(name, { maxLength: 2 }),
      }),
      fc.record({
        ...is('call'),
        call: fc.record({
          ...is('call'),
          callee: nameOtherThan(CALL_BREAKERS),
          arguments: expressions,
        }),
      }),
      fc.record({ ...is('execute'), address: expression }),
      fc.oneof(
        fc.record({ ...is('undefined'), widened: fc.constant([]), why: fc.constant(undefined) }),
        fc.record({ ...is('undefined'), widened: names, why: text }),
      ),
      fc.record({ ...is('return'), value: expression }),
      fc.record({
        ...is('if'),
        condition: expression,
        then: block,
        otherwise: fc.option(block, { nil: undefined }),
      }),
      fc.record({ ...is('match'), subject: expression, arms: armsOf(block) }),
      fc.record({ ...is('for'), variable: name, from: expression, to: expression, body: block }),
    ),
    block: fc.record({
      // A `return` without a value is the last statement.
      statements: fc
        .tuple(
          fc.array(tie('statement'), { maxLength: 3 }),
          fc.option(fc.record({ ...is('return'), value: fc.constant(undefined) }), {
            nil: undefined,
            freq: 6,
          }),
        )
        .map(([list, last]) => (last === undefined ? list : [...list, last])),
      span: here,
    }),

    type: fc.oneof(
      { depthSize: 'small', maxDepth: 3, withCrossShrink: true },
      fc.record(is('bool')),
      fc.record({ ...is('bits'), width: expression }),
      fc.record({ ...is('named'), name: typeName }),
      fc.record({
        ...is('enum'),
        width: optionalExpression,
        members: fc.array(tie('member'), { maxLength: 4 }),
      }),
      fc.record({
        ...is('record'),
        width: optionalExpression,
        fields: fc.array(tie('field'), { maxLength: 3 }),
      }),
    ),
    member: fc
      .record({
        name,
        aliases: fc.array(name, { maxLength: 2 }),
        low: optionalExpression,
        high: optionalExpression,
        form: fc.option(
          fc.record({
            assembly: text,
            encoding: fc.array(encodingPart(expression), { minLength: 1, maxLength: 3 }),
            behind: fc.array(encodingPart(expression), { maxLength: 2 }),
          }),
          { nil: undefined },
        ),
        span: here,
      })
      .map((member) =>
        member.low === undefined ? { ...member, high: undefined } : { ...member, form: undefined },
      ),
    field: fc
      .record({
        name,
        type,
        hi: optionalExpression,
        lo: optionalExpression,
        role: fc.constantFrom(undefined, ...ROLES),
        marks,
        why,
        span: here,
      })
      .map((record) => (record.hi === undefined ? { ...record, lo: undefined } : record)),

    item: fc.oneof(
      { depthSize: 'small', maxDepth: 4, withCrossShrink: true },
      fc.record({ ...is('include'), path: text }),
      fc.oneof(
        fc.record({
          ...is('parameter'),
          name,
          choices: someExpressions,
          width: fc.constant(undefined),
          value: expression,
          why,
        }),
        fc.record({
          ...is('parameter'),
          name,
          choices: fc.constant([]),
          width: expression,
          value: expression,
          why,
        }),
      ),
      fc.record({ ...is('constant'), name, type: optionalType, value: expression }),
      fc.record({ ...is('type'), name: typeName, type, citations }),
      elementItem(expression, type),
      fc.record({
        ...is('storage'),
        name,
        unit: expression,
        address: expression,
        size: optionalExpression,
        endian: fc.constantFrom(undefined, 'little' as const, 'big' as const),
        citations,
      }),
      fc.record({ ...is('banked'), name, selection: expression, citations }),
      fc
        .tuple(
          fc.option(fc.record({ name, title: text }), {
            nil: { name: undefined, title: undefined },
          }),
          fc.record({
            supervisor: expression,
            user: expression,
            holding: optionalExpression,
            within: optionalExpression,
            why,
            span: here,
          }),
        )
        .map(([named, sides]) => ({ kind: 'pair' as const, ...named, ...sides })),
      fc.record({
        ...is('cause'),
        name,
        memory: fc.boolean(),
        code: optionalExpression,
        resumes: fc.constantFrom('next' as const, undefined),
        citations,
      }),
      fc.record({ ...is('group'), name, members: names }),
      fc.record({
        ...is('entry'),
        values: fc.array(parameter, { maxLength: 2 }),
        body: block,
        citations,
      }),
      fc.record({ ...is('interrupt'), cause: name, condition: expression, citations }),
      fc.record({
        ...is('translate'),
        paths: names,
        address: parameter,
        access: name,
        result: type,
        body: block,
        citations,
      }),
      fc.record({
        ...is('covering'),
        address: parameter,
        target: parameter,
        body: block,
        citations,
      }),
      fc
        .record({
          ...is('function'),
          isOpaque: fc.boolean(),
          name,
          parameters: fc.array(parameter, { maxLength: 3 }),
          result: optionalType,
          body: block,
          citations,
        })
        // An opaque function has a result.
        .map((each) => ({ ...each, isOpaque: each.isOpaque && each.result !== undefined })),
      instruction(expression, block),
      fc
        .record({
          ...is('before'),
          instructions: fc.array(instructionId(), { minLength: 1, maxLength: 3 }),
          mode: fc.constantFrom('supervisor' as const, 'user' as const, undefined),
          pair: fc.option(name, { nil: undefined }),
          body: block,
          citations,
        })
        .map((item) => (item.mode === undefined ? { ...item, pair: undefined } : item)),
      fc.record({ ...is('undecoded'), body: block, citations }),
      fc.record({ ...is('completion'), body: block, citations }),
      fc.record({ ...is('reset'), body: block, citations }),
      fc.record({ ...is('invariant'), condition: expression, why, citations }),
      fc.record({ ...is('leaves-out'), what: text, why }),
      fc.record({
        ...is('when'),
        condition: expression,
        then: fc.array(tie('item'), { maxLength: 2 }),
        otherwise: fc.array(tie('item'), { maxLength: 2 }),
      }),
      fc.record({
        ...is('replace'),
        item: tie('item').filter(({ kind }) => kind !== 'replace' && kind !== 'remove'),
      }),
      fc.record({
        ...is('remove'),
        keyword: fc.record({ text: fc.constantFrom(...REMOVABLE_WORDS), span: here }),
        name: instructionId(),
      }),
      fc.record({
        ...is('remove'),
        keyword: fc.record({ text: fc.constant(LEAVES_OUT), span: here }),
        name: fc.record({ text, span: here }),
      }),
    ),
  };
});

function elementItem(
  expression: fc.Arbitrary<Expression>,
  type: fc.Arbitrary<Type>,
): fc.Arbitrary<Item> {
  return fc.record({
    ...is('element'),
    role: fc.constantFrom(...ROLES),
    name,
    type,
    count: fc.option(expression, { nil: undefined }),
    hardwired: fc.array(fc.record({ index: expression, value: expression }), { maxLength: 2 }),
    marks,
    citations,
    why,
    span: here,
  });
}

function instruction(
  expression: fc.Arbitrary<Expression>,
  body: fc.Arbitrary<Block>,
): fc.Arbitrary<Instruction> {
  const part = encodingPart(expression);
  return fc.record({
    ...is('instruction'),
    id: instructionId(),
    assembly: text,
    each: fc.array(fc.record({ variable: name, type: name }), { maxLength: 2 }),
    citations,
    manualSays: fc.constantFrom(undefined, 'privileged' as const, 'unprivileged' as const),
    encoding: fc.array(part, { minLength: 1, maxLength: 4 }),
    where: fc.array(expression, { maxLength: 2 }),
    body,
    span: here,
  });
}

/** `csrrw.{csr}`; with `wildcards` also `csrrw.*`. */
function instructionId(wildcards = false): fc.Arbitrary<Name> {
  const variable = word.map((id) => `{${id}}`);
  const start = wildcards ? fc.oneof(word, variable, fc.constant('*')) : fc.oneof(word, variable);
  const rest = fc.oneof(
    variable,
    fc.stringMatching(/^\.[A-Za-z0-9_]{1,4}$/u),
    ...(wildcards ? [fc.constant('*')] : []),
  );
  return fc
    .tuple(start, fc.array(rest, { maxLength: 2 }))
    .map(([first, others]) => ({ text: [first, ...others].join(''), span }));
}

function nameOtherThan(words: readonly string[]): fc.Arbitrary<Name> {
  return name.filter((candidate) => !words.includes(candidate.text));
}

const anyExpression: fc.Arbitrary<Expression> = trees.expression;

// Files.

const items = fc.array(trees.item, { maxLength: 4 });

export const anyDescription: fc.Arbitrary<Description | Fragment> = fc.oneof(
  fc.record({
    ...is('isa'),
    title: text,
    changes: fc.option(text, { nil: undefined }),
    citations,
    items,
    span: here,
  }),
  fc.record({ ...is('fragment'), items }),
);

const mapItem: fc.Arbitrary<MapItem> = fc.oneof(
  fc.record({ ...is('virtual'), name, value: anyExpression }),
  fc.oneof(
    fc.record({ ...is('kept'), names, type: fc.constant(undefined), why }),
    fc.record({ ...is('kept'), names: fc.tuple(name), type: trees.type, why }),
  ),
  fc.record({ ...is('window'), base: anyExpression, citations }),
  fc.record({ ...is('placed'), condition: anyExpression, why }),
  fc.record({
    ...is('allocated'),
    address: fc.record({ name, type: trees.type }),
    condition: anyExpression,
    citations,
  }),
  fc.record({
    kind: fc.constantFrom(...MAP_BODIES),
    body: trees.block,
    citations,
    span: here,
  }),
  fc.record({ ...is('cover'), title: text, condition: anyExpression }),
  trees.item.filter((item) => isOfMaps(item)),
);

type Shared = Extract<Item, { kind: 'invariant' | 'leaves-out' | 'function' | 'constant' }>;

/** What stands in maps as well as in descriptions. */
function isOfMaps(item: Item): item is Shared {
  if (item.kind === 'function') return !item.isOpaque;
  return ['invariant', 'leaves-out', 'constant'].includes(item.kind);
}

export const anyMap: fc.Arbitrary<MapFile> = fc.record({
  ...is('map'),
  title: text,
  citations,
  items: fc.array(mapItem, { maxLength: 4 }),
  span: here,
});

const question: fc.Arbitrary<Question> = fc
  .tuple(
    fc.oneof(
      fc.record({ states: fc.tuple(name), differing: fc.constant([]) }),
      fc.record({ states: fc.tuple(name, name), differing: names }),
    ),
    fc.record({
      ...is('question'),
      name,
      title: text,
      citations,
      reading: fc.option(text, { nil: undefined }),
      among: fc.array(anyExpression, { maxLength: 2 }),
      unless: fc.array(anyExpression, { maxLength: 2 }),
      suchThat: anyExpression,
      span: here,
    }),
  )
  .map(([states, rest]) => ({ ...rest, ...states }));

const ordinal = fc.nat({ max: 999_999_999 });

const specItem: fc.Arbitrary<SpecItem> = fc.oneof(
  fc.record({ ...is('reading'), text }),
  fc.record({
    ...is('granularity'),
    value: fc.constantFrom('variant' as const, 'opcode' as const),
  }),
  fc.record({
    ...is('observed'),
    what: names,
    except: fc.array(name, { maxLength: 2 }),
    span: here,
  }),
  question,
  fc.record({
    ...is('class'),
    name,
    title: text,
    formula: anyExpression,
  }),
  fc.record({
    ...is('theorem'),
    number: ordinal,
    title: text,
    formula: anyExpression,
    citations,
  }),
  fc.record({
    ...is('fact'),
    number: ordinal,
    title: text,
    given: fc.option(ordinal, { nil: undefined }),
    formula: anyExpression,
    span: here,
  }),
);

export const anySpec: fc.Arbitrary<Spec> = fc.record({
  ...is('spec'),
  name: hyphenated,
  title: text,
  extends: fc.option(hyphenated, { nil: undefined }),
  citations,
  items: fc.array(specItem, { maxLength: 4 }),
  span: here,
});

const claim = fc.oneof(
  fc.record({ name: nameOtherThan(['holds', 'fails']), value: name }),
  fc.constantFrom('holds', 'fails').map((verdict) => {
    const same = { text: verdict, span };
    return { name: same, value: same };
  }),
);

const row: fc.Arbitrary<ExpectedRow> = fc.record({
  subject: fc.oneof(
    instructionId(true).map(({ text: id }) => ({ kind: 'instruction' as const, name: id })),
    ordinal.map((number_) => ({ kind: 'theorem' as const, name: String(number_) })),
    fieldName.map(({ text: premise }) => ({ kind: 'premise' as const, name: premise })),
  ),
  spec: hyphenated,
  pair: fc.option(name, { nil: undefined }),
  settings: fc.array(fc.record({ name, value: ordinal }), { maxLength: 2 }),
  claims: fc.array(claim, { minLength: 1, maxLength: 3 }),
  status: fc.constantFrom('published', 'manual', 'derived'),
  confidence: fc.constantFrom('certain', 'likely', 'needs_checking', 'prediction'),
  why,
  span: here,
});

export const anyExpected: fc.Arbitrary<ExpectedFile> = fc.record({
  ...is('expected'),
  source: hyphenated,
  title: text,
  rows: fc.array(row, { maxLength: 4 }),
  span: here,
});

const platformItem: fc.Arbitrary<PlatformItem> = fc.oneof(
  fc.record({ ...is('console'), address: number, citations, why }),
  fc.record({ ...is('clock'), element: name, citations, why }),
);

export const anyPlatform: fc.Arbitrary<PlatformFile> = fc.record({
  ...is('platform'),
  title: text,
  citations,
  items: fc.array(platformItem, { maxLength: 4 }),
});

function encodingPart(expression: fc.Arbitrary<Expression>): fc.Arbitrary<EncodingPart> {
  return fc.oneof(
    fc.record({
      ...is('pattern'),
      text: fc.stringMatching(/^[01][01_]{0,8}$/u),
      span: here,
    }),
    fc.record({
      ...is('filled'),
      value: expression,
      width: expression,
    }),
    fc.record({
      ...is('operand'),
      name,
      width: fc.option(expression, { nil: undefined }),
      span: here,
    }),
    fc.record({
      ...is('piece'),
      name,
      hi: expression,
      lo: expression,
    }),
  );
}
