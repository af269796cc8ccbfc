/**
 * Something wrong with the *input*: what, where, both sides, what to do.
 *
 * Diagnostics are data. They are collected and returned, never thrown; `render-diagnostic.ts`
 * turns them into text. A failed property is no diagnostic, and neither is a bug in popek.
 */

import type { Span } from './span.ts';

export interface Label {
  readonly span: Span;
  /** Under the carets; empty if the message says it all. */
  readonly text: string;
}

export type Severity = 'error' | 'warning';

export interface Diagnostic {
  readonly code: DiagnosticCode;
  readonly severity: Severity;
  /** One line, lower case, no full stop, names the thing: ``unknown state element `cpl` ``. */
  readonly message: string;
  readonly primary: Label;
  /** The other side: where it was declared, opened, first given. In source order, if in one file. */
  readonly related: readonly Label[];
  /** What to do next, when we know. Never a guess. */
  readonly help: string | undefined;
}

/**
 * PG0xx characters, words and grammar · PG1xx names, types and widths · PG2xx encodings and
 * instructions · PG3xx the structure of a machine · PG4xx specs · PG5xx files and input · PG6xx assembly source.
 *
 * Codes are never reused or renumbered. The list is the documentation; keep it sorted.
 */
export const DIAGNOSTIC_CODES = {
  PG001: 'unexpected character',
  PG002: 'string without end',
  PG003: 'malformed escape',
  PG004: 'malformed number',
  PG005: 'number that does not fit its own width',
  PG006: 'comment of another language',
  PG010: 'unexpected token',
  PG011: 'unknown keyword',
  PG012: 'bracket never closed',
  PG013: 'bracket that closes nothing',
  PG014: 'missing clause',
  PG015: 'repeated clause',
  PG016: 'clause out of order',
  PG017: 'not a target of an assignment',
  PG018: 'reserved word used as a name',
  PG019: 'malformed part of an encoding',
  PG020: 'another name expected here',
  PG021: 'missing file header',
  PG022: 'nested too deep',
  PG023: 'too many errors',
  PG101: 'unknown name',
  PG102: 'width mismatch',
  PG103: 'declared twice',
  PG104: 'wrong type',
  PG105: 'value out of range',
  PG106: 'not known before execution',
  PG107: 'wrong number of arguments',
  PG108: 'recursion',
  PG109: 'not assignable',
  PG110: 'unknown field',
  PG111: 'position out of range',
  PG112: 'loop too long',
  PG113: 'missing result',
  PG201: 'overlapping encodings',
  PG202: 'encoding of wrong width',
  PG203: 'operand encoded twice',
  PG204: 'not a condition on one operand',
  PG205: 'operand or format unknown in assembly text',
  PG206: 'not an enum',
  PG301: 'missing declaration',
  PG302: 'not allowed here',
  PG303: 'no reason given',
  PG304: 'nothing said of what is left out',
  PG305: 'second declaration of a single thing',
  PG306: 'nothing to replace or remove',
  PG307: 'unknown cause',
  PG401: 'unknown name in a spec',
  PG402: 'spec or class that depends on itself',
  PG403: 'unknown spec',
  PG404: 'not a formula of a spec',
  PG405: 'spec that does not fit the machine',
  PG407: 'unknown claim',
  PG501: 'unreadable file',
  PG502: 'file includes itself',
  PG503: 'unknown machine',
  PG504: 'unknown parameter',
  PG505: 'parameter value not allowed',
  PG600: 'unknown instruction',
  PG601: 'unknown directive',
  PG602: 'statement that fits no form of its instruction',
  PG603: 'malformed directive',
  PG604: 'value that cannot be encoded',
  PG605: 'unknown symbol',
  PG606: 'symbol defined twice',
  PG607: 'address outside storage',
  PG608: 'address assembled twice',
  PG609: 'addresses that do not settle',
} as const;
export type DiagnosticCode = keyof typeof DIAGNOSTIC_CODES;
