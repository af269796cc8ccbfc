/**
 * Compares a description with an emulator and a disassembler that others wrote; `docs/oracle.md`
 * says how. The harness is TypeScript beside the tests, so Vite runs it as it runs them.
 */

import { fileURLToPath } from 'node:url';
import { createViteServer } from 'vitest/node';

const server = await createViteServer({
  root: fileURLToPath(new URL('..', import.meta.url)),
  configFile: false,
  logLevel: 'error',
  appType: 'custom',
  server: { middlewareMode: true, watch: null, hmr: false, ws: false },
});
// So that emulators are ended as well.
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(130));

const { main } = await server.ssrLoadModule('/test/oracle/main.ts');
process.exitCode = await main(process.argv.slice(2));
await server.close();
