import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { checkJson, jsonReport, numberJson } from '../../../src/report/json-report.ts';
import { checkResult, reported } from './sample-check.ts';

const schema: object = JSON.parse(readFileSync('docs/schema/check.schema.json', 'utf8'));
const validate = new Ajv2020({ allErrors: true }).compile(schema);

describe('checkJson', () => {
  it('is as its schema says', () => {
    expect(validate(JSON.parse(jsonReport(reported())))).toBe(true);
  });

  it('repeats the default pair at the top level', () => {
    const json = checkJson(reported());

    expect(json.pairs[0]).toMatchObject({
      instructions: json.instructions,
      premises: json.premises,
      theorems: json.theorems,
    });
    expect(json.theorems).toMatchObject([{ number: 1, verdict: 'fails', obstructing: ['idle'] }]);
    expect(json.instructions[6]).toMatchObject({
      id: 'user',
      privileged: 'yes',
      control: 'yes',
      inUserMode: ['trap'],
      evidence: { escapes_trap: 'proved', changes_control: 'witness', sees_mode: 'always-excused' },
    });
    expect(json).toMatchObject({
      machine: 'tiny',
      parameters: { q: 256, XLEN: 8 },
      spec: 'sample',
    });
  });

  it('has a schema that takes nothing more and nothing less', () => {
    const json: Record<string, unknown> = JSON.parse(jsonReport(reported()));

    expect(validate({ ...json, more: 1 })).toBe(false);
    for (const key of Object.keys(json)) {
      const { [key]: _removed, ...less } = json;
      expect(validate(less), key).toBe(false);
    }
  });

  it('writes as digits what is too large for a number', () => {
    expect(numberJson(42n)).toBe(42);
    expect(numberJson(2n ** 64n)).toBe('18446744073709551616');
    const parameters = [{ name: 'q', value: 2n ** 60n, choices: undefined, isDefault: false }];
    const text = jsonReport(reported({ result: checkResult({ parameters }) }));
    expect(validate(JSON.parse(text))).toBe(true);
  });
});
