/**
 * Decides where lines end, and writes them down: as few lines as fit the page, with the comments
 * that are attached to them.
 *
 * After Philip Wadler, "A prettier printer", in the imperative form of the tool of that name.
 */

import { assertNever } from '../base/assert-never.ts';
import { textWidth } from '../base/glyphs.ts';
import { align, type TabbedLine } from './align.ts';
import {
  type Blank,
  type Doc,
  type Fill,
  INDENT_WIDTH,
  isList,
  type Line,
  type Literal,
  PAGE_WIDTH,
  type Part,
  partsOf,
  pushAll,
  type Tab,
  tab,
} from './doc.ts';
import { writeString } from './string-literal.ts';

/** What stands at a line of the document, between the tokens before and after it. */
export interface Attached {
  /** At the end of the line before. */
  trailing: string | undefined;
  /** Each on a line of its own, and how many blank lines stand before it. */
  readonly own: { readonly text: string; readonly blankBefore: number }[];
  /** How many blank lines stand before the next token. */
  blankBefore: number;
}
export type Attachments = ReadonlyMap<Line, Attached>;

/** The text of `doc`, without a line end behind it unless the document has one. */
export function layOut(doc: Doc, attachments: Attachments = new Map()): string {
  return new Layout(doc, attachments).run();
}

type Mode = 'flat' | 'broken';

interface Command {
  readonly doc: Doc | FillStep;
  readonly indent: number;
  readonly mode: Mode;
  /** Not in a group that is on one line: tabs have an effect. */
  readonly tabs: boolean;
}

/** One part of a fill, to be done when it is known where the part before it ended. */
interface FillStep {
  readonly kind: 'step';
  readonly part: Part | { readonly line: undefined; readonly content: Doc };
  readonly fill: FillState;
}

interface FillState {
  readonly hugging: boolean;
  /** The part before takes several lines. */
  broken: boolean;
}

class Layout {
  readonly #attachments: Attachments;
  readonly #broken: ReadonlySet<Doc>;
  readonly #lines: TabbedLine[] = [];
  #line: TabbedLine = { indent: 0, cells: [''], tabs: [] };
  /** What is still to be done, the next one last. */
  readonly #rest: Command[] = [];
  #column = 0;
  /** Blanks that become text when text follows them. */
  #pendingIndent = 0;

  constructor(doc: Doc, attachments: Attachments) {
    this.#attachments = attachments;
    this.#broken = findBroken(doc, attachments);
    this.#rest.push({ doc, indent: 0, mode: 'broken', tabs: true });
  }

  run(): string {
    for (let next = this.#rest.pop(); next !== undefined; next = this.#rest.pop()) this.#do(next);
    return align([...this.#lines, this.#line]);
  }

  #do({ doc, indent, mode, tabs }: Command): void {
    if (typeof doc === 'string') {
      this.#write(doc);
    } else if (isList(doc)) {
      for (const part of doc.toReversed()) this.#rest.push({ doc: part, indent, mode, tabs });
    } else {
      switch (doc.kind) {
        case 'line':
          if (mode === 'broken') {
            this.#breakLine(doc, indent);
          } else {
            if (doc.tab !== undefined && tabs) this.#endCell(doc.tab);
            this.#write(doc.flat);
          }
          return;
        case 'tab':
          if (tabs) this.#endCell(doc);
          return;
        case 'literal':
          this.#writeLiteral(doc);
          return;
        case 'indent':
          this.#rest.push({ doc: doc.content, indent: indent + doc.width, mode, tabs });
          return;
        case 'group': {
          const flat: Command = { doc: doc.content, indent, mode: 'flat', tabs: false };
          const fits = mode === 'flat' || (!this.#broken.has(doc) && this.#fits([flat]));
          this.#rest.push(fits ? flat : { ...flat, mode: 'broken', tabs });
          return;
        }
        case 'fill':
          pushAll(this.#rest, stepsOf(doc, { indent, mode, tabs }));
          return;
        case 'step':
          this.#doStep(doc, { indent, mode, tabs });
          return;
        default:
          assertNever(doc);
      }
    }
  }

  /** A part of a fill: behind what is there if it fits, else on a new line. */
  #doStep({ part: { line, content }, fill }: FillStep, { indent, mode, tabs }: Place): void {
    const commandsFor = (lineMode: Mode, contentMode: Mode): Command[] => [
      { doc: content, indent, mode: contentMode, tabs },
      ...(line === undefined ? [] : [{ doc: line, indent, mode: lineMode, tabs }]),
    ];
    const flat = commandsFor('flat', 'flat');
    const breaksBefore = fill.broken || (line !== undefined && this.#broken.has(line));
    const breaksInside = this.#broken.has(content);
    if (mode === 'flat' || (!breaksBefore && !breaksInside && this.#fits(flat))) {
      this.#rest.push(...flat);
      return;
    }
    const breaksAnyway = breaksInside || !this.#fits(flat.slice(0, 1), indent);
    const hugged = commandsFor('flat', 'broken');
    const hugs = fill.hugging && breaksAnyway && !breaksBefore && this.#fits(hugged);
    fill.broken = line === undefined || hugs || breaksAnyway;
    this.#rest.push(...(hugs ? hugged : commandsFor('broken', 'broken')));
  }

  /** Whether `commands`, the next one last, and what follows fit up to the next line break. */
  #fits(
    commands: readonly Command[],
    column = Math.max(this.#column, this.#pendingIndent),
  ): boolean {
    const todo = [...commands];
    let following = this.#rest.length;
    let room = PAGE_WIDTH - column;
    while (room >= 0) {
      const next = todo.pop() ?? this.#rest[--following];
      if (next === undefined) return true;
      const { doc, indent, mode, tabs } = next;
      if (typeof doc === 'string') {
        room -= textWidth(doc);
      } else if (isList(doc)) {
        for (const part of doc.toReversed()) todo.push({ doc: part, indent, mode, tabs });
      } else {
        switch (doc.kind) {
          case 'line':
            if (mode === 'broken') return true;
            room -= doc.flat.length;
            break;
          case 'literal':
            room -= textWidth(writeString(doc.value));
            break;
          case 'indent':
          case 'group':
            todo.push({ doc: doc.content, indent, mode, tabs });
            break;
          case 'fill':
            pushAll(todo, stepsOf(doc, { indent, mode, tabs }));
            break;
          case 'step':
            todo.push({ doc: doc.part.content, indent, mode, tabs });
            if (doc.part.line !== undefined) todo.push({ doc: doc.part.line, indent, mode, tabs });
            break;
          case 'tab':
            break;
          default:
            assertNever(doc);
        }
      }
    }
    return false;
  }

  #write(text: string): void {
    if (text === '') return;
    if (this.#pendingIndent > 0) this.#line.indent = this.#pendingIndent;
    this.#column = Math.max(this.#column, this.#pendingIndent) + textWidth(text);
    this.#pendingIndent = 0;
    const { cells } = this.#line;
    cells.push((cells.pop() ?? '') + text);
  }

  #endCell(at: Tab): void {
    this.#line.tabs.push(at);
    this.#line.cells.push('');
  }

  /** Prose goes on below its first letter. */
  #writeLiteral({ value, prose }: Literal): void {
    const quoted = writeString(value);
    const start = Math.max(this.#column, this.#pendingIndent);
    if (!prose || start + textWidth(quoted) <= PAGE_WIDTH) {
      this.#write(quoted);
      return;
    }
    for (const word of wordsOf(quoted)) {
      if (this.#column > start + 1 && this.#column + textWidth(word) > PAGE_WIDTH) {
        this.#newLine();
        this.#pendingIndent = start + 1;
        this.#write(word.replace(/^ /u, ''));
      } else {
        this.#write(word);
      }
    }
  }

  #breakLine(doc: Line, indent: number): void {
    const attached = this.#attachments.get(doc);
    if (attached?.trailing !== undefined) {
      this.#endCell(COMMENT);
      this.#write(` ${attached.trailing}`);
    }
    const atStart = this.#lines.length === 0 && this.#line.cells.join('') === '';
    if (!atStart) this.#newLine();

    const { own = [], blankBefore = 0 } = attached ?? {};
    const most = indent === 0 ? 2 : 1;
    const blanks = [...own.map((comment) => comment.blankBefore), blankBefore];
    const kept = keptBlanks(doc.blank, blanks, atStart).map((count) => Math.min(count, most));
    own.forEach(({ text }, index) => {
      this.#skipLines(kept[index] ?? 0);
      this.#pendingIndent = indent + (isInside(doc.blank) ? INDENT_WIDTH : 0);
      this.#write(text);
      this.#newLine();
    });
    this.#skipLines(kept.at(-1) ?? 0);
    this.#pendingIndent = indent;
  }

  #skipLines(count: number): void {
    for (let done = 0; done < count; done++) this.#newLine();
  }

  #newLine(): void {
    this.#lines.push(this.#line);
    this.#line = { indent: 0, cells: [''], tabs: [] };
    this.#column = 0;
    this.#pendingIndent = 0;
  }
}

const COMMENT = tab('comment');

/** Where a command is done. */
type Place = Omit<Command, 'doc'>;

/** The parts of a fill as commands, the first one last. */
function stepsOf({ first, rest, hanging, hugging }: Fill, place: Place): Command[] {
  const fill: FillState = { hugging, broken: false };
  const hung = place.indent + (hanging ? INDENT_WIDTH : 0);
  const steps = rest.map((part): Command => ({
    ...place,
    doc: { kind: 'step', part, fill },
    indent: hung,
  }));
  const head: FillStep = { kind: 'step', part: { line: undefined, content: first }, fill };
  return [...steps.toReversed(), { ...place, doc: head }];
}

/** Comments before a closing brace are indented like what stands in the braces. */
function isInside(blank: Blank): boolean {
  return blank === 'end' || blank === 'empty';
}

/** How many of the blank lines before the comments and the next token stay. */
function keptBlanks(blank: Blank, blanks: readonly number[], atStart: boolean): readonly number[] {
  const last = blanks.length - 1;
  const only = (stays: (index: number) => boolean): readonly number[] =>
    blanks.map((count, index) => (stays(index) ? count : 0));
  switch (blank) {
    case 'drop':
      return only(() => false);
    case 'keep':
      return only((index) => !atStart || index > 0);
    case 'force':
      return blanks.some((count) => count > 0)
        ? blanks
        : blanks.map((_, index) => (index === 0 ? 1 : 0));
    case 'start':
      return only((index) => index > 0);
    case 'end':
    case 'file-end':
      return only((index) => index < last);
    case 'empty':
    case 'empty-file':
      return only((index) => index > 0 && index < last);
    default:
      return assertNever(blank);
  }
}

/** A quoted text in pieces that may stand on different lines: each has the space before it. */
function wordsOf(quoted: string): readonly string[] {
  return quoted.split(/(?<! )(?= [^ ])/u);
}

/** Everything with a line in it that must break; such a line too. */
function findBroken(doc: Doc, attachments: Attachments): ReadonlySet<Doc> {
  const broken = new Set<Doc>();
  /** What the document at hand stands in, outermost first. */
  const around: Doc[] = [];
  const todo: (Doc | typeof LEAVE)[] = [doc];
  for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
    if (next === LEAVE) {
      around.pop();
      continue;
    }
    around.push(next);
    todo.push(LEAVE);
    pushAll(todo, partsOf(next));
    if (!mustBreak(next, attachments)) continue;
    for (let at = around.length - 1; at >= 0; at--) {
      const outer = around[at] ?? '';
      if (broken.has(outer)) break;
      broken.add(outer);
    }
  }
  return broken;
}

const LEAVE = Symbol('leave');

/** Of itself, whatever is in it. */
function mustBreak(doc: Doc, attachments: Attachments): boolean {
  if (typeof doc === 'string' || isList(doc)) return false;
  if (doc.kind === 'line') return doc.hard || isNeeded(doc, attachments.get(doc));
  return doc.kind === 'group' && doc.broken;
}

/** For a comment, or because the author set two things apart by a blank line. */
function isNeeded({ blank }: Line, attached: Attached | undefined): boolean {
  if (attached === undefined) return false;
  const { trailing, own, blankBefore } = attached;
  return trailing !== undefined || own.length > 0 || (blankBefore > 0 && blank === 'keep');
}
