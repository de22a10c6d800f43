/** Whether Hallway itself runs, and what it needs on this PC: disk, watched folders, the clock. */
import { notice, ok, problem, unknown, type DoctorCheck } from '../check.ts';
import { setClock } from '../fixes.ts';

/** Below this, jobs and uploads will soon fail. */
const LOW_DISK_BYTES = 500_000_000;
/** Beyond this, "today" differs between PCs, and so do the times of files and jobs. */
const CLOCK_TOLERANCE_MS = 2 * 60_000;
/** Folders of a middling share, and what desktop programs watch beside them. */
const NEEDED_WATCHES = 65_536;
const NEEDED_INSTANCES = 128;

const running: DoctorCheck = {
  id: 'agent',
  title: 'Hallway on this PC',
  run({ running: runs, hangs }) {
    if (runs) return ok('Hallway runs.');
    if (hangs)
      return problem(
        'Hallway was started, but does not answer: nobody reaches this PC.',
        'Restart this PC, or end Hallway and start it again with `hallway start`.',
      );
    return problem(
      'Hallway does not run on this PC: nobody sees it.',
      'Start it with `hallway start`.',
    );
  },
};

const disk: DoctorCheck = {
  id: 'disk',
  title: 'Disk',
  run({ disk: seen, home }) {
    if (!seen) return unknown(`The disk that holds ${home} could not be looked at.`);
    if (!seen.writable)
      return problem(
        `Hallway may not write into ${home}.`,
        'Give yourself the right to write there, or choose another folder with --home.',
      );
    const free = `${(seen.freeBytes / 1e9).toFixed(seen.freeBytes < 1e10 ? 1 : 0)} GB`;
    if (seen.freeBytes < LOW_DISK_BYTES)
      return problem(
        `Only ${Math.floor(seen.freeBytes / 1e6)} MB are free where Hallway keeps its data: print jobs and received files will not fit.`,
        'Delete or move files that are no longer needed.',
      );
    return ok(`${free} are free where Hallway keeps its data.`);
  },
};

const watching: DoctorCheck = {
  id: 'watching',
  title: 'Noticing changed files',
  run({ watching: limits, system }) {
    if (system !== 'linux') return null;
    if (!limits) return unknown('How many folders may be watched could not be read.');
    const { maxWatches, maxInstances } = limits;
    const low = [
      ...(maxWatches < NEEDED_WATCHES ? [`fs.inotify.max_user_watches=${NEEDED_WATCHES}`] : []),
      ...(maxInstances < NEEDED_INSTANCES
        ? [`fs.inotify.max_user_instances=${NEEDED_INSTANCES}`]
        : []),
    ];
    const seen = `This system can watch ${maxWatches.toLocaleString('en')} folders for changes, in ${maxInstances} programs`;
    if (low.length === 0) return ok(`${seen}.`);
    return notice(
      `${seen}: changes in large shared folders may go unnoticed.`,
      `Run \`sudo sysctl ${low.join(' ')}\`; written into /etc/sysctl.d/60-hallway.conf it stays.`,
    );
  },
};

const clock: DoctorCheck = {
  id: 'clock',
  title: 'Clock',
  run({ members, now, system }) {
    const offsets = members
      .filter(({ self, view }) => !self && view !== null)
      .map(({ view }) => now - (view?.time ?? now))
      .sort((a, b) => a - b);
    const median = offsets[Math.floor(offsets.length / 2)];
    if (median === undefined) return unknown('No other PC was there to compare the clock with.');
    if (Math.abs(median) <= CLOCK_TOLERANCE_MS) return ok('The clock agrees with the other PCs.');
    const wrong = duration(Math.abs(median));
    return notice(
      median > 0
        ? `The clock of this PC is ${wrong} ahead of the other PCs: times of files and jobs will look wrong.`
        : `The clock of this PC is ${wrong} behind the other PCs: times of files and jobs will look wrong.`,
      setClock(system),
    );
  },
};

function duration(ms: number): string {
  const minutes = Math.round(ms / 60_000);
  if (minutes < 120) return `${minutes} minutes`;
  const hours = Math.round(minutes / 60);
  return hours < 48 ? `${hours} hours` : `${Math.round(hours / 24)} days`;
}

export const agentChecks: readonly DoctorCheck[] = [running];
export const systemChecks: readonly DoctorCheck[] = [clock, disk, watching];
