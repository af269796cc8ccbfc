/**
 * The productions of the grammar by name, so that a test can compare those which the parser has
 * with those which the examples of the reference reach.
 */
export const PRODUCTIONS = [
  'file.isa', 'file.isa.changes', 'file.isa.cites', 'file.fragment', 'file.spec', 'file.spec.extends',
  'file.spec.cites', 'file.expected', 'file.platform', 'file.platform.cites',

  'citation', 'citation.section', 'citation.several',

  'item.include', 'item.parameter.choices', 'item.parameter.width', 'item.parameter.why',
  'item.constant', 'item.constant.type', 'item.type', 'item.type.cites', 'item.enum', 'item.enum.width',
  'item.record', 'item.record.width', 'item.element', 'item.element.file', 'item.element.with',
  'item.element.marks', 'item.element.cites', 'item.element.why', 'item.storage', 'item.storage.size',
  'item.storage.little', 'item.storage.big', 'item.storage.cites', 'item.banked', 'item.banked.cites',
  'item.pair.only', 'item.pair.named', 'item.pair.holding', 'item.pair.within', 'item.pair.why', 'item.cause',
  'item.cause.memory', 'item.cause.code', 'item.cause.resumes', 'item.cause.cites', 'item.group',
  'item.entry', 'item.entry.values', 'item.entry.cites', 'item.interrupt', 'item.interrupt.cites',
  'item.translate', 'item.translate.cites', 'item.covering', 'item.covering.cites', 'item.function',
  'item.function.opaque', 'item.function.result', 'item.function.short', 'item.function.cites', 'item.instruction',
  'item.instruction.each', 'item.instruction.cites', 'item.instruction.manual', 'item.instruction.where',
  'item.before', 'item.before.mode', 'item.before.pair', 'item.before.cites',
  'item.undecoded', 'item.undecoded.cites', 'item.completion', 'item.completion.cites', 'item.reset',
  'item.reset.cites', 'item.invariant', 'item.invariant.cites', 'item.invariant.why',
  'item.leaves-out', 'item.leaves-out.why', 'item.if', 'item.if.else', 'item.if.else-if',
  'item.replace', 'item.remove', 'item.remove.leaves-out',

  'type.bool', 'type.bits', 'type.named', 'type.enum', 'type.enum.width', 'type.record',
  'type.record.width', 'member.plain', 'member.value', 'member.range', 'member.alias', 'member.form',
  'member.form.behind', 'field', 'field.slice', 'field.bit', 'field.role', 'field.marks', 'field.why',

  'encoding.pattern', 'encoding.filled', 'encoding.operand', 'encoding.bare', 'encoding.piece',

  'statement.let', 'statement.let.type', 'statement.var', 'statement.var.type', 'statement.assign',
  'statement.assign.join', 'statement.if', 'statement.if.else', 'statement.if.else-if',
  'statement.match', 'statement.for', 'statement.trap', 'statement.trap.values',
  'statement.trap.resumes', 'statement.trap.keeping', 'statement.return', 'statement.return.value',
  'statement.call', 'statement.execute', 'statement.undefined', 'statement.undefined.widened',

  'expression.number', 'expression.number.sized', 'expression.boolean', 'expression.name',
  'expression.parentheses', 'expression.unary', 'expression.binary', 'expression.conditional',
  'expression.call', 'expression.index', 'expression.index.units', 'expression.slice',
  'expression.field', 'expression.match', 'expression.member', 'expression.undefined',
  'range.single', 'range.span', 'arm.patterns', 'arm.else',

  'file.map', 'file.map.cites', 'map.pair', 'map.virtual', 'map.kept', 'map.kept.type', 'map.kept.why', 'map.window',
  'map.window.cites', 'map.placed', 'map.placed.why', 'map.allocated', 'map.allocated.cites', 'map.derived',
  'map.derived.cites', 'map.body',
  'map.body.cites', 'map.reached', 'map.reflected', 'map.reflected.cites', 'map.reflected.why', 'map.cover',

  'spec.reading', 'spec.granularity', 'spec.observed', 'spec.observed.except', 'spec.question',
  'spec.question.cites', 'spec.question.reading', 'spec.question.state', 'spec.question.pair',
  'spec.question.among', 'spec.question.unless', 'spec.class', 'spec.theorem', 'spec.theorem.cites',
  'spec.fact', 'spec.fact.given',

  'row.instruction', 'row.theorem', 'row.premise', 'row.pair', 'row.settings', 'row.claims', 'row.verdict', 'row.why',

  'platform.console', 'platform.console.cites', 'platform.console.why', 'platform.clock',
  'platform.clock.cites', 'platform.clock.why',
] as const; // prettier-ignore

export type Production = (typeof PRODUCTIONS)[number];
