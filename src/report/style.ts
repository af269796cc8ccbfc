/** How text is made to stand out, where it can be. Everything reads as well without. */

export interface Style {
  readonly strong: (text: string) => string;
  readonly faint: (text: string) => string;
  readonly good: (text: string) => string;
  readonly bad: (text: string) => string;
  readonly open: (text: string) => string;
}

const asIs = (text: string): string => text;

export const PLAIN: Style = { strong: asIs, faint: asIs, good: asIs, bad: asIs, open: asIs };

export const COLOURED: Style = {
  strong: ansi('1'),
  faint: ansi('2'),
  good: ansi('32'),
  bad: ansi('31'),
  open: ansi('33'),
};

function ansi(code: string): (text: string) => string {
  return (text) => (text === '' ? '' : `\u001B[${code}m${text}\u001B[0m`);
}
