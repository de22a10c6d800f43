/**
 * A Node without the names that Hallway has no use for (locale-data.ts), for Linux and Windows. What
 * npm brings for macOS is signed and would not run changed. That for Windows is signed, too, but runs
 * without: its signature, which would be wrong now, is taken off, and who has a certificate signs it.
 */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { dist } from '../paths.ts';
import { isLinux, isWindows, type Target } from '../targets.ts';
import { withoutForeignNames } from './locale-data.ts';

/** Of PE's data directories that of the signatures ("certificate table"), in PE32+. */
const PE_OPTIONAL = 24;
const PE_SIGNATURES = PE_OPTIONAL + 112 + 4 * 8;
const PE32_PLUS = 0x20b;

/** Path of a file like `original` that is smaller. */
export function leanProgram(original: string, target: Target): string {
  if (!isLinux(target) && !isWindows(target)) return original;
  const program = withoutForeignNames(readFileSync(original));
  const folder = join(dist, 'package', 'runtime', target.name);
  mkdirSync(folder, { recursive: true });
  const made = join(folder, isWindows(target) ? 'node.exe' : 'node');
  const temporary = join(folder, `${basename(made)}.${process.pid}`);
  writeFileSync(temporary, isWindows(target) ? withoutSignature(program) : program, {
    mode: 0o755,
  });
  renameSync(temporary, made);
  return made;
}

/** The signatures stand at the end of the file. */
function withoutSignature(program: Buffer): Buffer {
  const header = program.readUInt32LE(0x3c);
  if (program.readUInt16LE(header + PE_OPTIONAL) !== PE32_PLUS)
    throw new Error('This node.exe is built otherwise than was thought.');
  const [at, size] = [0, 4].map((field) => program.readUInt32LE(header + PE_SIGNATURES + field));
  if (!at || !size) return program;
  if (at + size !== program.length) throw new Error('Behind its signature this node.exe goes on.');
  program.fill(0, header + PE_SIGNATURES, header + PE_SIGNATURES + 8);
  return program.subarray(0, at);
}
