import { execFileSync } from 'node:child_process';
import {
  closeSync,
  existsSync,
  lstatSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkOutput, writeResult } from '../../../src/cli/write-result.ts';
import { fakeTerminal } from './fake-terminal.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'popek-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

describe('writeResult', () => {
  it('prints where no file is named', () => {
    const terminal = fakeTerminal();
    writeResult(terminal, undefined, 'text\n');

    expect(terminal.output()).toBe('text\n');
  });

  it('replaces the file, and leaves nothing beside it', () => {
    const file = join(folder, 'report.txt');
    writeFileSync(file, 'before');
    const terminal = fakeTerminal();
    writeResult(terminal, file, 'after');

    expect(readFileSync(file, 'utf8')).toBe('after');
    expect(readdirSync(folder)).toStrictEqual(['report.txt']);
    expect(terminal.output()).toBe('');
  });

  it('follows a link, and writes to what is no file instead of replacing it', () => {
    const file = join(folder, 'file');
    const link = join(folder, 'link');
    const pipe = join(folder, 'pipe');
    writeFileSync(file, 'before');
    symlinkSync(file, link);
    writeResult(fakeTerminal(), link, 'after');

    expect(readFileSync(file, 'utf8')).toBe('after');
    expect(lstatSync(link).isSymbolicLink()).toBe(true);

    execFileSync('mkfifo', [pipe]);
    const reader = openSync(pipe, 'r+');
    checkOutput(pipe);
    writeResult(fakeTerminal(), pipe, 'through');
    const buffer = Buffer.alloc(16);

    expect(buffer.toString('utf8', 0, readSync(reader, buffer))).toBe('through');
    expect(lstatSync(pipe).isFIFO()).toBe(true);
    closeSync(reader);
    expect(readdirSync(folder).toSorted()).toStrictEqual(['file', 'link', 'pipe']);
  });

  it('says why a file cannot be written, and harms nothing', () => {
    const missing = join(folder, 'no', 'report.txt');

    expect(() => writeResult(fakeTerminal(), missing, 'x')).toThrow(
      `cannot write ${missing}: no such file or folder`,
    );
    expect(existsSync(join(folder, 'no'))).toBe(false);
  });
});

describe('checkOutput', () => {
  it('accepts a file that can be written, and no file at all', () => {
    expect(() => checkOutput(undefined)).not.toThrow();
    expect(() => checkOutput(join(folder, 'new.txt'))).not.toThrow();
    expect(readdirSync(folder)).toStrictEqual([]);
  });

  it('refuses a folder, and a file in a folder that is not there', () => {
    expect(() => checkOutput(folder)).toThrow('it is a folder');
    expect(() => checkOutput(join(folder, 'no', 'x'))).toThrow('no such file or folder');
  });
});
