/**
 * A view says what the operators on storage mean as closed terms over arrays. The same question
 * under two views: *abstract*, which is quick and sound for "none", and *exact*, which a witness
 * must satisfy.
 */

import type { Access, Term } from '../term/term.ts';
import type { StorageTerm } from './storage-term.ts';

/** Where a term stands: whose elements and storage its variables mean. */
export interface Context {
  /** Which of the two copies: `s1` or `s2`. */
  readonly copy: string;
  readonly elements: ReadonlyMap<string, Term>;
  readonly storage: StorageTerm;
  /** `trap.cause`, `access.address` and the like. */
  readonly others: ReadonlyMap<string, Term>;
}

export interface StorageAt {
  readonly context: Context;
  readonly storage: StorageTerm;
  /** 0 for the storage before the step, and a number of its own for each later one. */
  readonly version: number;
  /** The writes that led from the storage before to this one. */
  history(): readonly StorageWrite[];
}

/** One write that a step may do. */
export interface StorageWrite {
  readonly path: string;
  readonly address: Term;
  readonly units: number;
  readonly value: Term;
  /** The condition under which it is done. */
  readonly guard: Term;
}

export interface View {
  readonly kind: 'abstract' | 'exact';
  read(at: StorageAt, path: string, units: number, address: Term): Term;
  write(at: StorageAt, path: string, units: number, address: Term, value: Term): StorageTerm;
  /** After what the translation of an access writes itself. */
  touch(at: StorageAt, path: string, access: Access, address: Term): StorageTerm;
  fault(at: StorageAt, path: string, access: Access, address: Term): Term;
  faultCause(at: StorageAt, path: string, access: Access, address: Term): Term;
  faultValue(at: StorageAt, path: string, access: Access, k: number, address: Term): Term;
}
