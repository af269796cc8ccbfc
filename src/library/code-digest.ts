/** A hash of the code that is running: answers of other code are not this code's answers. */

import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const FOLDER = fileURLToPath(new URL('..', import.meta.url));

/** Over all files of code, by name and content. */
export async function codeDigest(folder: string = FOLDER): Promise<string> {
  const files = (await readdir(folder, { recursive: true })).filter((file) =>
    /\.[jt]s$/u.test(file),
  );
  const texts = await Promise.all(
    files
      .toSorted()
      .map(async (file) => `${file}\0${await readFile(join(folder, file), 'utf8')}\0`),
  );
  const hash = createHash('sha256');
  for (const text of texts) hash.update(text);
  return hash.digest('hex');
}
