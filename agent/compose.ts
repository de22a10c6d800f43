/** Builds the agent: every `new` of a part that lives as long as the process stands here. */
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { Topic } from '../src/api/events.ts';
import { asHallwayError, HallwayError } from '../src/base/errors.ts';
import { LifecycleStack } from '../src/base/lifecycle.ts';
import type { Log } from '../src/base/log.ts';
import { displayName } from '../src/base/text.ts';
import { LOCAL_PORT, PEER_PORT } from '../src/net/ports.ts';
import { holdFile, openDatabase } from '../src/store/database.ts';
import { Settings } from '../src/store/settings.ts';
import { removeAgentFile, writeAgentFile } from './life/agent-file.ts';
import type { AgentOptions, RunningAgent } from './cli/start-agent.ts';
import { AgentDesktop } from './desktop/agent-desktop.ts';
import { composeThumbnails } from './files/thumbnails.ts';
import { CurrentIdentity } from './members/current-identity.ts';
import { DavDoor } from './files/dav-door.ts';
import { AgentDoctor } from './doctor/doctor.ts';
import { GuestDesk } from './guests/guest-desk.ts';
import { FolderFeed } from './files/folder-feed.ts';
import { InternetDesk } from './internet/internet-desk.ts';
import { Reception } from './members/reception.ts';
import { prepareHome } from './home.ts';
import { installRoot } from './life/install-root.ts';
import { ContentServer } from './http/content-server.ts';
import { EventHub } from './http/event-hub.ts';
import { LocalServer } from './http/local-server.ts';
import { localRoutes } from './http/routes/local.ts';
import { onFault } from './life/last-resort.ts';
import { MemoryKeeper } from './life/memory-keeper.ts';
import { openLog } from './log.ts';
import { OutwardPrinting } from './printing/outward-printing.ts';
import { systemPowerEvents } from './platform/power/system-power.ts';
import { ServerPasswords } from './platform/secrets/server-passwords.ts';
import { SmbHosts } from '../src/shares/smb/smb-hosts.ts';
import { Office } from './office.ts';
import { Sessions } from './sessions.ts';
import { guardedClock } from './system-clock.ts';
import { UnusedPages } from './life/unused-pages.ts';
import { AgentUpdate } from './life/update.ts';
import { VERSION } from './version.ts';

const STOP_MS = 8000;

const DASHBOARD_FOLDER = join(installRoot, 'dist', 'dashboard');

export async function startAgent(options: AgentOptions): Promise<RunningAgent> {
  const { home } = options;
  prepareHome(home);
  const hold = holdFile(join(home, 'agent.lock'));
  const log = openLog(home, process.env['HALLWAY_LOG'] ?? 'info');
  const clock = guardedClock((error) => log.error({ error }, 'what a timer started failed'));
  const faulted = Promise.withResolvers<HallwayError>();
  let fault: HallwayError | undefined;
  const forget = onFault((error) => {
    log.error({ error }, 'a fault that nobody caught: Hallway stops');
    faulted.resolve((fault ??= ownFault(home, error)));
  });
  let stack: LifecycleStack | undefined;
  try {
    const restore = Boolean(process.env['HALLWAY_RESTORE']);
    const database = openDatabase(join(home, 'hallway.db'), { restore });
    const settings = new Settings(database);
    if (options.name !== undefined) settings.set('device.name', displayName(options.name, 'PC'));
    const deviceName = (): string =>
      settings.get('device.name') ?? displayName(hostname().split('.')[0], 'PC');

    const identity = await CurrentIdentity.load(home);
    const sessions = new Sessions(database, clock);
    const content = new ContentServer(clock, log);
    const servers = new SmbHosts({
      memory: settings.entry('servers'),
      secrets: new ServerPasswords(home),
      clock,
      log,
    });
    const thumbnails = composeThumbnails({ home, clock, log });
    servers.on('changed', () => {
      events.changed('servers', 'shares');
      folders.retry();
    });
    const stopped = Promise.withResolvers<void>();
    // Whoever waits for it hears it; that nobody does is no fault of its own.
    stopped.promise.catch(() => {});
    const reception = new Reception({
      identity,
      servers,
      makeOffice: (peerPort) =>
        new Office({
          home,
          identity: identity.now,
          database,
          deviceName,
          peerPort,
          servers,
          thumbnails: thumbnails.desk,
          adapters: process.env['HALLWAY_ADAPTERS']?.split(','),
          patienceMs: milliseconds(process.env['HALLWAY_PATIENCE']),
          world: options.world,
          clock,
          log,
        }),
      peerPort: options.peerPort ?? PEER_PORT,
      deviceName,
      local: () => ({ url: local.url, port: local.port, contentUrl: content.origin }),
      localUri: (printer) => outward.loopback.uriOf(printer),
      installed: (printer) => outward.installed.of(printer),
      changed: (topics) => {
        announce(topics);
        outward.heed(topics);
        guests.heed(topics);
        if (topics.includes('peers') || topics.includes('shares')) folders.retry();
      },
      stop: () => void stop(),
      log,
    });
    const outward = new OutwardPrinting({
      home,
      database,
      settings,
      office: () => reception.office(),
      printers: (office) => reception.printers(office),
      device: () => identity.id,
      deviceName,
      dashboard: () => local.url,
      ippPort: options.ippPort,
      localPort: options.localPort,
      changed: (topics) => events.changed(...topics),
      clock,
      log,
    });
    const dav = new DavDoor({
      database,
      settings,
      office: () => reception.office(),
      deviceName,
      devices: (office) => reception.devices(office),
      shares: (office) => reception.shares(office),
      port: options.davPort,
      localPort: options.localPort,
      clock,
      log,
    });
    const guests = new GuestDesk({
      home,
      database,
      settings,
      office: () => reception.office(),
      printers: (office) => reception.printers(office),
      device: () => identity.id,
      deviceName,
      pages: DASHBOARD_FOLDER,
      localPort: options.localPort,
      changed: () => events.changed('guests'),
      clock,
      log,
    });
    const internet = new InternetDesk({
      settings,
      office: () => reception.office(),
      localPort: options.localPort,
      changed: () => events.changed('internet'),
      log,
    });
    const desktop = new AgentDesktop({
      home,
      shown: options.tray !== false,
      reception,
      device: () => identity.id,
      sessions,
      settings,
      dashboard: () => local.url,
      inView: () => events.inView(),
      pages: { notifies: () => events.notifies(), tell: (event) => events.tell(event) },
      changed: (topics) => announce(topics),
      stop: () => reception.stopSoon(),
      clock,
      log,
    });
    const topics = {
      ...reception.topics(),
      ...outward.topics(),
      ...desktop.topics(),
      guests: () => guests.links.list(),
      internet: () => internet.state(),
    };
    const events = new EventHub(topics, clock, log, () => desktop.pagesChanged());
    const announce = (changed: readonly Topic[]): void => {
      events.changed(...changed);
      desktop.heed(changed);
    };
    const folders = new FolderFeed({
      open: async ({ device, share }) => (await reception.office()).access.open(device, share),
      clock,
    });
    const doctor = new AgentDoctor({ home, reception, tokens: () => [sessions.token], clock });
    const update = new AgentUpdate({ home, reception, serves: () => local.prepare(), clock, log });
    const local = new LocalServer({
      port: options.localPort ?? LOCAL_PORT,
      sessions,
      events,
      folders,
      dashboardFolder: DASHBOARD_FOLDER,
      contentOrigin: () => content.origin,
      version: VERSION,
      routes: (app) =>
        localRoutes(app, {
          reception,
          desktop,
          update,
          doctor,
          content,
          folders,
          dav,
          servers,
          outward,
          guests,
          internet,
        }),
      log,
    });
    const power = systemPowerEvents();
    power.on('sleep', () => reception.sleep());
    power.on('wake', () => reception.wake());
    const serving = {
      start: () =>
        writeAgentFile(home, { pid: process.pid, url: local.url, token: sessions.token }),
      stop: () => removeAgentFile(home),
    };
    stack = new LifecycleStack([
      { start: () => {}, stop: () => hold.release() },
      { start: () => {}, stop: () => database.close() },
      content,
      thumbnails.process,
      servers,
      reception,
      outward,
      dav,
      guests,
      internet,
      { start: () => {}, stop: () => folders.stop() },
      local,
      serving,
      power,
      desktop,
      update,
      new MemoryKeeper(clock),
      new UnusedPages({ clock, log }),
    ]);
    let stopping: Promise<void> | undefined;
    const running = stack;
    const stop = (): Promise<void> => {
      stopping ??= stopInTime(running, log).then(() => {
        log.info({}, 'stopped');
        forget();
        log.close();
        if (fault) stopped.reject(fault);
        else stopped.resolve();
      });
      return stopping;
    };
    const early = await Promise.race([stack.start(), faulted.promise]);
    if (early) throw early;
    void faulted.promise.then(stop);
    log.info({ version: VERSION, device: identity.id, port: local.port }, 'ready');
    return { url: local.url, stop, stopped: stopped.promise };
  } catch (error) {
    log.error({ error }, 'could not start');
    if (stack) await stopInTime(stack, log);
    else hold.release();
    forget();
    throw asHallwayError(error);
  }
}

/** Seconds in words of the environment; undefined unless it is a whole number. */
function milliseconds(seconds: string | undefined): number | undefined {
  return /^\d{1,5}$/.test(seconds ?? '') ? Number(seconds) * 1000 : undefined;
}

function ownFault(home: string, cause: unknown): HallwayError {
  return new HallwayError('agent.internal', 'Hallway met a fault of its own and stopped.', {
    fix: `Start it again. ${join(home, 'agent.log')} says what happened.`,
    cause,
  });
}

async function stopInTime(stack: LifecycleStack, log: Log): Promise<void> {
  await Promise.race([stack.stop(), tooLong()]).catch((error: unknown) =>
    log.error({ error }, 'stopping went wrong'),
  );
}

/** Nothing may keep a person's PC from shutting down. */
function tooLong(): Promise<never> {
  return new Promise((_resolve, reject) => {
    setTimeout(() => reject(new Error(`not stopped after ${STOP_MS} ms`)), STOP_MS).unref();
  });
}
