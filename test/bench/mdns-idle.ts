/**
 * How much multicast DNS an office at rest sends: 12 PCs with an agent and five resources each, and
 * beside it avahi-daemon with as many services and a browser for each type.
 * `node test/bench/mdns-idle.ts [MINUTES] [PCS] [ours|avahi]` as root.
 */
import { fileURLToPath } from 'node:url';
import { allMeet, LanAgent } from '../discovery/lan-agents.ts';
import { Lab } from '../lan/lab.ts';

const minutes = Number(process.argv[2] ?? 6);
const pcs = Number(process.argv[3] ?? 12);
const which = process.argv[4];
const RESOURCES = 5;
const LETTERS = 'abcdefghijklmnopqrstuvwxyz';
const listener = fileURLToPath(new URL('mdns-listener.ts', import.meta.url));

interface Minute {
  event: string;
  packets: number;
  bytes: number;
  questions: number;
  answers: number;
}

async function count(what: string, start: (lab: Lab) => Promise<string>): Promise<void> {
  const lab = await Lab.create({ pcs: pcs + 1 });
  try {
    const counting = lab.pc(pcs + 1).spawn([process.execPath, listener]);
    await counting.waitForLine(/listening/);
    const note = await start(lab);
    const told = (): Minute[] =>
      counting.lines
        .map((line) => JSON.parse(line) as Minute)
        .filter(({ event }) => event === 'minute');
    await counting.waitForLine(() => told().length >= minutes, minutes * 60_000 + 10_000);
    console.log(`${what}, ${pcs} PCs with an agent and ${RESOURCES} resources each${note}`);
    const row = (name: keyof Minute): string =>
      `  ${name.padEnd(10)} ${told()
        .map((minute) => String(minute[name]).padStart(7))
        .join('')}`;
    console.log(
      `  minute     ${told()
        .map((_, i) => String(i + 1).padStart(7))
        .join('')}`,
    );
    for (const name of ['packets', 'questions', 'answers', 'bytes'] as const)
      console.log(row(name));
  } finally {
    await lab.destroy();
  }
}

async function ours(lab: Lab): Promise<string> {
  const agents = Array.from(
    LETTERS.slice(0, pcs),
    (letter, i) => new LanAgent(lab, i + 1, letter, RESOURCES),
  );
  const started = await Promise.all(
    agents.map((agent) => agent.told(({ event }) => event === 'started', 60_000)),
  );
  const last = Math.max(...started.map(({ at }) => at));
  const met = await allMeet(agents, 60_000);
  const took = Math.max(0, ...met.map(({ at }) => at - last));
  return `; all found each other ${took} ms after the last start`;
}

/** A system bus and daemon of its own, with services as an agent has them, and their browsers. */
async function avahi(lab: Lab): Promise<string> {
  const types = [
    '_hallway._tcp',
    ...Array.from({ length: RESOURCES }, () => '_hallway-printer._tcp'),
  ];
  const service = (pc: number, i: number): string =>
    `<service-group><name>service-${pc}-${i}</name><service><type>${types[i]}</type>` +
    `<port>4000</port><txt-record>v=1</txt-record><txt-record>dev=${'a'.repeat(52)}</txt-record>` +
    '</service></service-group>';
  const script = (pc: number): string => `
    mount -t tmpfs tmpfs /run && mkdir -p /run/dbus /run/avahi-daemon || exit 1
    mount -t tmpfs tmpfs /etc/avahi/services || exit 1
    ${types.map((_, i) => `echo '${service(pc, i)}' >/etc/avahi/services/${i}.service`).join('\n')}
    dbus-daemon --system --nopidfile --fork || exit 1
    avahi-daemon --no-drop-root --no-chroot --no-rlimits >/dev/null 2>&1 &
    for i in $(seq 50); do avahi-browse -t _none._tcp >/dev/null 2>&1 && break; sleep 0.1; done
    for type in _hallway._tcp _hallway-printer._tcp _hallway-share._tcp; do
      avahi-browse -rp $type >/dev/null 2>&1 & done
    echo ready; wait`;
  const all = Array.from({ length: pcs }, (_, i) =>
    lab.pc(i + 1).spawn(['bash', '--norc', '-c', script(i + 1)]),
  );
  await Promise.all(all.map((one) => one.waitForLine(/ready/, 60_000)));
  return '';
}

if (which !== 'avahi') await count('ours', ours);
if (which !== 'ours') await count('avahi', avahi);
process.exit(0);
