/** The version of this installation, as package.json has it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { installRoot } from './life/install-root.ts';

export const VERSION: string = (
  JSON.parse(readFileSync(join(installRoot, 'package.json'), 'utf8')) as {
    version: string;
  }
).version;
