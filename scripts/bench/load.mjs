/** Prints how many milliseconds a fresh process takes to parse and check the description, imports apart. */

import { fileHost, loadMachine, locateMachine } from '../../dist/index.js';

const location = locateMachine('riscv');
const started = performance.now();
const { machine } = loadMachine({ id: 'riscv', file: location.file }, fileHost);
if (machine === undefined) throw new Error('the description does not load');
console.log(performance.now() - started);
