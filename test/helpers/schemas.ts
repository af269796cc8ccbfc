/** The JSON Schemas that are shipped, by the name of what they describe. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';

const FOLDER = join(import.meta.dirname, '..', '..', 'docs', 'schema');

export const SCHEMA_FILES: readonly string[] = readdirSync(FOLDER);

const ajv = new Ajv2020({ allErrors: true, strict: true, strictRequired: false });
for (const file of SCHEMA_FILES) {
  const schema: object = JSON.parse(readFileSync(join(FOLDER, file), 'utf8'));
  ajv.addSchema(schema, file);
}

/** What is wrong with a value by `docs/schema/NAME.schema.json`; nothing if all is well. */
export function schemaErrors(name: string, value: unknown): readonly string[] {
  const validate: ValidateFunction | undefined = ajv.getSchema(`${name}.schema.json`);
  if (validate === undefined) throw new Error(`there is no schema ${name}`);
  validate(value);
  return (validate.errors ?? []).map(({ instancePath, message, params }) =>
    [instancePath, message, JSON.stringify(params)].join(' '),
  );
}
