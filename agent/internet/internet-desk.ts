/**
 * The way to the internet as this PC's person decides on it: to whom it is lent, and whose is used,
 * through a proxy on loopback that is there while one is used.
 */
import { HallwayError } from '../../src/base/errors.ts';
import type { Lifecycle } from '../../src/base/lifecycle.ts';
import type { Log } from '../../src/base/log.ts';
import type { InternetState, LentTerms, UsedWay } from '../../src/model/internet.ts';
import { PROXY_PORT } from '../../src/net/ports.ts';
import type { Settings } from '../../src/store/settings.ts';
import { startOnFirst } from '../http/listen.ts';
import { ProxyServer } from '../http/proxy-server.ts';
import { rememberedPort } from '../life/remembered-port.ts';
import { loopbackAccess, loopbackUsers } from '../loopback-access.ts';
import type { Office } from '../office.ts';

export interface InternetDeskOptions {
  settings: Settings;
  office: () => Promise<Office>;
  /** As in the arguments of the agent: 0 where any port will do. */
  localPort: number | undefined;
  changed: () => void;
  log: Log;
}

/** The device whose way is used. */
const SETTING = 'internet.used';

export class InternetDesk implements Lifecycle {
  readonly #options: InternetDeskOptions;
  #used: string | undefined;
  #proxy: ProxyServer | undefined;
  /** Why there is none. */
  #trouble = '';
  #applying: Promise<void> = Promise.resolve();

  constructor(options: InternetDeskOptions) {
    this.#options = options;
  }

  async start(): Promise<void> {
    this.#used = this.#options.settings.get(SETTING);
    await this.#apply();
  }

  async stop(): Promise<void> {
    this.#used = undefined;
    await this.#apply();
  }

  async state(): Promise<InternetState> {
    await this.#applying;
    const { internet } = await this.#options.office();
    return { lent: internet.lent(), offered: internet.offered(), used: this.#usedWay(internet) };
  }

  /** Throws `workgroup.unknown_device`, `request.invalid`. */
  async lend(device: string, terms: LentTerms): Promise<InternetState> {
    (await this.#options.office()).internet.lend(device, terms);
    return this.state();
  }

  /** Throws `internet.not_lent`. */
  async endLent(device: string): Promise<InternetState> {
    (await this.#options.office()).internet.endLent(device);
    return this.state();
  }

  /** Throws `workgroup.unknown_device`, `internet.not_lent`, `agent.port_in_use`. */
  async use(device: string): Promise<InternetState> {
    const { directory, internet } = await this.#options.office();
    const { name } = directory.peer(device);
    if (!internet.offered().some((offer) => offer.device === device))
      throw new HallwayError(
        'internet.not_lent',
        `${name} does not lend its way to the internet to this PC.`,
        { fix: 'Ask its owner to lend it, and try again while that PC is on.' },
      );
    this.#options.settings.set(SETTING, device);
    if (this.#used !== undefined && this.#used !== device) this.#proxy?.endAll();
    this.#used = device;
    await this.#apply();
    this.#options.changed();
    return this.state();
  }

  async leave(): Promise<InternetState> {
    this.#options.settings.set(SETTING, undefined);
    this.#used = undefined;
    await this.#apply();
    this.#options.changed();
    return this.state();
  }

  #usedWay(internet: Office['internet']): UsedWay | null {
    const device = this.#used;
    if (device === undefined) return null;
    const proxy = this.#proxy ? `http://127.0.0.1:${this.#proxy.port}` : null;
    return {
      device,
      proxy,
      pac: proxy && `${proxy}/proxy.pac`,
      trouble: this.#trouble || internet.troubleWith(device),
    };
  }

  /** Opens or closes the proxy. Never rejects. */
  #apply(): Promise<void> {
    this.#applying = this.#applying.then(async () => {
      try {
        this.#trouble = '';
        if (this.#used !== undefined && !this.#proxy) this.#proxy = await this.#open();
        else if (this.#used === undefined && this.#proxy) {
          const proxy = this.#proxy;
          this.#proxy = undefined;
          await proxy.stop();
        }
      } catch (error) {
        this.#trouble =
          error instanceof HallwayError ? error.message : 'The proxy could not be opened.';
        this.#options.log.warn({ error }, 'the proxy for the internet could not be opened');
      }
    });
    return this.#applying;
  }

  async #open(): Promise<ProxyServer> {
    const { settings, localPort, office, log } = this.#options;
    // Programs keep the address: it stays.
    const wish = { name: 'internet.port', usual: PROXY_PORT, localPort };
    const { ports, opened } = rememberedPort(settings, wish);
    const mayUse = loopbackAccess(loopbackUsers(undefined), 'root');
    const open: ConstructorParameters<typeof ProxyServer>[0]['open'] = async (
      authority,
      signal,
    ) => {
      const device = this.#used;
      if (device === undefined)
        throw new HallwayError('internet.not_lent', 'This PC uses nobody’s way to the internet.');
      return (await office()).internet.open(device, authority, signal);
    };
    const proxy = await startOnFirst(ports, (port) => new ProxyServer({ port, mayUse, open, log }));
    opened(proxy.port);
    return proxy;
  }
}
