/** A range of UTF-16 offsets in one source file; `end` is exclusive. Lines are computed on print. */
export interface Span {
  readonly file: string;
  readonly start: number;
  readonly end: number;
}
