import { homedir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cacheFolder } from '../../../src/cli/cache-folder.ts';

describe('cacheFolder', () => {
  it('is below the cache directory of the user', () => {
    expect(cacheFolder({ environment: {} })).toBe(join(homedir(), '.cache', 'popek'));
    expect(cacheFolder({ environment: { XDG_CACHE_HOME: '/c' } })).toBe(join('/c', 'popek'));
    expect(cacheFolder({ environment: { XDG_CACHE_HOME: 'relative' } })).toBe(
      join(homedir(), '.cache', 'popek'),
    );
    expect(cacheFolder({ environment: { LOCALAPPDATA: '/l' } })).toBe(join('/l', 'popek', 'cache'));
  });
});
