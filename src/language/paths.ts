/** Elaborates what surrounds the instructions: translations of addresses, interrupts. */

import type { Interrupt, Path, Translation } from '../isa/machine.ts';
import { type Access, bits, constant, variable } from '../term/term.ts';
import type { Item } from './ast.ts';
import { ACCESS_TYPE, didYouMean, newExecution, report } from './context.ts';
import { toBits } from './convert.ts';
import { evaluateCondition } from './expressions.ts';
import { ended, MEMORY_SLOT, slot } from './flow.ts';
import type { Setting } from './machine-parts.ts';
import { runBlock } from './statements.ts';
import { resolveType } from './types.ts';
import { bitsValue, memberValue, typeWidth } from './values.ts';

const ACCESSES = ['execute', 'load', 'store'] as const;

export function elaboratePaths(setting: Setting, items: readonly Item[]): Path[] {
  return items.flatMap((item) => {
    if (item.kind !== 'translate') return [];
    const addressWidth =
      item.address.type === undefined
        ? 1
        : typeWidth(resolveType(setting.context, item.address.type));
    const [execute, load, store] = ACCESSES.map((access) =>
      elaborateTranslation(setting, item, access, addressWidth),
    );
    if (execute === undefined || load === undefined || store === undefined) return [];
    const names = item.paths.map((path) => path.text);
    const before = setting.initial.get(MEMORY_SLOT);
    for (const [i, { after }] of [execute, load, store].entries()) {
      if (after === before) continue;
      for (const name of names) setting.context.touching.add(`${name} ${ACCESSES[i]}`);
    }
    return names.map((name) => ({
      name,
      addressWidth,
      translations: { execute, load, store },
      sharedWith: names.filter((other) => other !== name),
    }));
  });
}

function elaborateTranslation(
  setting: Setting,
  item: Extract<Item, { kind: 'translate' }>,
  access: Access,
  addressWidth: number,
): Translation {
  const { context } = setting;
  const returns = resolveType(context, item.result);
  const started = newExecution(context, 'translate', setting.initial, { pc: setting.pc });
  const x = { ...started, calls: [item.paths.map((path) => path.text).join(', ')], returns };
  const member = ACCESS_TYPE.members.find((each) => each.name === access);
  x.scope.names.set(item.address.name.text, {
    kind: 'value',
    value: bitsValue(variable('access.address', bits(addressWidth))),
  });
  if (member !== undefined)
    x.scope.names.set(item.access.text, { kind: 'value', value: memberValue(ACCESS_TYPE, member) });
  runBlock(x, item.body);
  const { trap, result } = x.flow;
  const storageWidth = context.storage?.addressWidth ?? 1;
  if (!ended(x.flow)) {
    report(context, 'PG113', item.span, 'this translation may end without a storage address', {
      help: 'end it with `return …`',
    });
  }
  const causeWidth = context.causeType?.width ?? 1;
  return {
    address:
      result === undefined
        ? constant(storageWidth, 0n)
        : (toBits(x, result, storageWidth, item.result.span) ?? constant(storageWidth, 0n)),
    faults: trap.trapped,
    cause:
      trap.cause.sort.kind === 'bits' && trap.cause.sort.width === causeWidth
        ? trap.cause
        : constant(causeWidth, 0n),
    values: context.valueWidths.map((width, k) => trap.values[k] ?? constant(width, 0n)),
    after: slot(x.flow, MEMORY_SLOT),
  };
}

export function elaborateInterrupts(setting: Setting, items: readonly Item[]): Interrupt[] {
  const { context } = setting;
  return items.flatMap((item) => {
    if (item.kind !== 'interrupt') return [];
    if (!context.causes.some((cause) => cause.name === item.cause.text)) {
      report(context, 'PG307', item.cause.span, `unknown cause \`${item.cause.text}\``, {
        help:
          didYouMean(
            item.cause.text,
            context.causes.map((cause) => cause.name),
          ) ?? `declare it: \`trap ${item.cause.text}\``,
      });
      return [];
    }
    return [
      {
        cause: item.cause.text,
        condition: evaluateCondition(
          newExecution(context, 'predicate', setting.initial),
          item.condition,
        ),
      },
    ];
  });
}
