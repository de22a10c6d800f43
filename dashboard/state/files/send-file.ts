/**
 * Sends a file of this browser into a share. A large one goes on where sending it broke off: after
 * the agent was gone, and, once the person has chosen it again, after the page was.
 */
import { phrase } from '../../locale/localization.ts';
import { dropUpload, getStatus, statEntry, statUpload, writeFile } from '../../../src/api/local.ts';
import { asHallwayError, HallwayError } from '../../../src/base/errors.ts';
import type { Written } from '../../../src/model/entry.ts';
import { ask, upload } from '../../data/agent-client.ts';
import { office } from '../office.ts';

/** A smaller file is sent anew. */
const RESUMED_BYTES = 8 * 1024 * 1024;
/** So often in a row an upload may break off while the agent is there. */
const MOST_BREAKS = 3;
const SOON_MS = 1000;
/** The owner waits this long for a PC that is gone before it takes an upload as broken off. */
const OWNER_WAITS_MS = 40_000;

export interface Sending {
  readonly signal: AbortSignal;
  /** `part`: 0 to 1; `note`: what is to be said about it. */
  readonly onPart: (part: number, note?: string) => void;
}

interface Aim {
  readonly params: { readonly device: string; readonly share: string };
  readonly query: { readonly path: string; readonly replace?: boolean };
}

/** Throws `request.cancelled` after `signal`; of what came then, nothing stays. */
export async function sendFile(aim: Aim, file: File, how: Sending): Promise<Written> {
  const { params, query } = aim;
  const { signal, onPart } = how;
  if (file.size < RESUMED_BYTES)
    return upload(writeFile, aim, file, { signal, onProgress: (part) => onPart(part) });
  const whole = { path: query.path, size: file.size };
  if (query.replace !== true) await requireFree(aim, signal);
  let anew = false;
  let breaks = 0;
  let asUntil = 0;
  for (;;) {
    try {
      const bytes = anew ? 0 : await arrivedBytes(aim, file.size, { until: asUntil, signal });
      return await sendRest(aim, file, bytes, how);
    } catch (error) {
      if (signal.aborted) {
        // What is still under way hears of it as well.
        await ask(dropUpload, { params, query: whole }).catch(() => {});
        throw error;
      }
      const { code } = asHallwayError(error);
      // What came is of another file of this name.
      if (code === 'transfer.changed' && !anew) {
        anew = true;
        continue;
      }
      if (code !== 'agent.not_running') throw error;
      breaks = (await isThere()) ? breaks + 1 : 0;
      if (breaks > MOST_BREAKS) throw error;
      onPart(0, phrase('Waiting for Hallway to come back'));
      await connected(signal);
      asUntil = performance.now() + OWNER_WAITS_MS;
    }
  }
}

/** Browsers hear that a name is taken when all of the file was sent: it is asked before. */
async function requireFree({ params, query: { path } }: Aim, signal: AbortSignal): Promise<void> {
  const there = await ask(statEntry, { params, query: { path } }, signal).catch(
    (error: unknown) => {
      if (asHallwayError(error).code !== 'path.not_found') throw error;
    },
  );
  if (there) throw new HallwayError('path.exists', phrase('This name is taken'));
}

/** What came of it before. `until`: as long as nothing is told, it is asked again. */
async function arrivedBytes(
  { params, query: { path } }: Aim,
  size: number,
  { until, signal }: { until: number; signal: AbortSignal },
): Promise<number> {
  for (;;) {
    const { bytes } = await ask(statUpload, { params, query: { path, size } }, signal);
    if (bytes > 0 || performance.now() > until) return bytes;
    await new Promise((resolve) => setTimeout(resolve, SOON_MS));
  }
}

async function sendRest(aim: Aim, file: File, from: number, how: Sending): Promise<Written> {
  const { signal, onPart } = how;
  const begun = from / file.size;
  const note = from > 0 ? phrase('Goes on at {0} %', String(Math.floor(begun * 100))) : undefined;
  onPart(begun, note);
  const prefix =
    from > 0
      ? await (await import('../../data/beginning-hash.ts')).beginningHash(file, from, signal)
      : undefined;
  const query = { ...aim.query, from, ...(prefix === undefined ? {} : { prefix }) };
  return upload(writeFile, { params: aim.params, query }, file.slice(from), {
    signal,
    onProgress: (part) => onPart(begun + part * (1 - begun), note),
  });
}

function isThere(): Promise<boolean> {
  return ask(getStatus, {}).then(
    () => true,
    () => false,
  );
}

/** Resolves once the agent is there, whose events come back by themselves, or is not waited for. */
function connected(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const settle = (): void => {
      if (!signal.aborted && office.connection !== 'open') return;
      stop();
      signal.removeEventListener('abort', settle);
      resolve();
    };
    const stop = office.changes.on('connection', settle);
    signal.addEventListener('abort', settle);
    // The page may not have noticed yet that it was gone.
    setTimeout(settle, SOON_MS);
  });
}
