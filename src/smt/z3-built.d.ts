/** The part of the Emscripten module of z3-solver that `z3-worker.ts` uses; it ships without types. */
declare module 'z3-solver/build/z3-built.js' {
  export interface Z3Module {
    /** Calls a function of z3's C interface. */
    readonly ccall: (
      name: string,
      result: 'number' | 'string' | null,
      types: readonly ('number' | 'string')[],
      args: readonly unknown[],
    ) => unknown;
  }

  export default function load(overrides: object): Promise<Z3Module>;
}
