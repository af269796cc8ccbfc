/** Truth that knows what it does not know. */

export type Truth = 'yes' | 'no' | 'undecided';

export type Verdict = 'holds' | 'fails' | 'undecided';

export function not(a: Truth): Truth {
  if (a === 'undecided') return a;
  return a === 'yes' ? 'no' : 'yes';
}

/** `no` if either is, whatever the other is. */
export function and(a: Truth, b: Truth): Truth {
  if (a === 'no' || b === 'no') return 'no';
  return a === 'yes' && b === 'yes' ? 'yes' : 'undecided';
}

export function or(a: Truth, b: Truth): Truth {
  return not(and(not(a), not(b)));
}
