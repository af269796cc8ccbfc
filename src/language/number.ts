/** What a number token says, or what is wrong with it. */

export type ReadNumber =
  | { readonly ok: true; readonly value: bigint; readonly width: number | undefined }
  | { readonly ok: false; readonly problem: 'malformed' | 'too-wide'; readonly help: string };

/** Wide enough for any register; a larger width is a slip of the pen. */
const MAX_WIDTH = 65_536;
/** Digits; beyond them a number is rubbish, and slow to convert. */
const MAX_LENGTH = 20_000;

/** Reads `5`, `0x1F`, `0o17`, `0b01` and the sized `8'hFF`, `5'd3`, `6'o17`, `3'b010`. */
export function readNumber(text: string): ReadNumber {
  if (/^(?:0|[1-9]\d{0,14})$/u.test(text))
    return { ok: true, value: BigInt(text), width: undefined };
  if (text.length > MAX_LENGTH) return malformed('a number has at most 20,000 digits');

  const sized = /^(\d+)'([bodh])(\w*)$/u.exec(text);
  if (sized !== null) return readSized(sized[1] ?? '', sized[2] ?? '', sized[3] ?? '');
  if (text.includes("'"))
    return malformed("a sized number is written `8'hFF`, `8'd255`, `8'b1` or `8'o17`");

  const based = /^0([box])(\w*)$/u.exec(text);
  if (based !== null) return read(based[1] ?? '', based[2] ?? '', undefined);
  if (/^0[BOX]/u.test(text)) return malformed('the letter of the base is a small one');
  if (/^0[0-9_]*[1-9]/u.test(text) || text.startsWith('00')) {
    return malformed(
      'a number does not start with 0; bits are written `0b010`, octal digits `0o10`',
    );
  }
  return read('d', text, undefined);
}

function readSized(widthText: string, base: string, digits: string): ReadNumber {
  const width = Number(widthText);
  if (widthText.startsWith('0') || width > MAX_WIDTH) {
    return malformed(`a width is a number from 1 to ${MAX_WIDTH}`);
  }
  const number = read(base, digits, width);
  if (!number.ok || number.value < 2n ** BigInt(width)) return number;
  const help = `it needs ${number.value.toString(2).length} bits`;
  return { ok: false, problem: 'too-wide', help };
}

/** What each base is called, which digits it has, and what `BigInt` wants in front of them. */
const BASES: Readonly<Record<string, { name: string; digits: RegExp; prefix: string }>> = {
  b: { name: 'a binary', digits: /^[01]+(?:_+[01]+)*$/u, prefix: '0b' },
  o: { name: 'an octal', digits: /^[0-7]+(?:_+[0-7]+)*$/u, prefix: '0o' },
  d: { name: 'a decimal', digits: /^[0-9]+(?:_+[0-9]+)*$/u, prefix: '' },
  h: { name: 'a hexadecimal', digits: /^[0-9A-Fa-f]+(?:_+[0-9A-Fa-f]+)*$/u, prefix: '0x' },
  x: { name: 'a hexadecimal', digits: /^[0-9A-Fa-f]+(?:_+[0-9A-Fa-f]+)*$/u, prefix: '0x' },
};

function read(base: string, digits: string, width: number | undefined): ReadNumber {
  const rules = BASES[base];
  if (rules === undefined) throw new RangeError(`not a base: ${base}`);
  if (!rules.digits.test(digits)) {
    return malformed(
      `${rules.name} number has digits of its base, with \`_\` between them at most`,
    );
  }
  return { ok: true, value: BigInt(rules.prefix + digits.replaceAll('_', '')), width };
}

function malformed(help: string): ReadNumber {
  return { ok: false, problem: 'malformed', help };
}
