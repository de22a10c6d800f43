/**
 * What tests and benchmarks start as an agent: the bundle that is shipped, made anew where the sources
 * changed. It starts in half the time. `HALLWAY_TEST_SOURCES=1` starts the sources, whose stacks name lines.
 */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { root } from './sources.ts';

const sources = process.env['HALLWAY_TEST_SOURCES'] !== undefined;
if (!sources) execFileSync(process.execPath, [join(root, 'agent', 'bootstrap', 'bootstrap.mjs')]);

export const AGENT_ENTRY: string = sources
  ? join(root, 'agent', 'main.ts')
  : join(root, 'dist', 'agent', 'main.js');
