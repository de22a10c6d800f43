/** What a printer said last, as its device and the peers see it. */
import type { OwnPrinter, Printer, PrinterChoices } from '../model/printer.ts';
import { mayPrint, OPEN_POLICY, type PrinterPolicy } from '../model/printer-policy.ts';
import type { BackendPrinter, JobCapabilities } from './printer-backend.ts';
import type { StoredPolicy } from './printer-store.ts';

type Described = Omit<Printer, 'id' | 'device' | 'name'>;

export function described(seen: BackendPrinter): Described {
  const { key: _key, uri: _uri, name: _name, offers, ...more } = seen;
  const { raster: _raster, configured: _since, ...said } = more;
  return { ...said, choices: choicesOf(offers) };
}

function choicesOf({ maxCopies, media: _media, ...offers }: JobCapabilities): PrinterChoices {
  const monochrome = offers.colorModes.includes('monochrome');
  return structuredClone({ copies: maxCopies, monochrome, ...offers }) as PrinterChoices;
}

/** The other way: what a printer of another device offers; undefined where it does not tell. */
export function offersOfPrinter({ choices, media, duplex }: Printer): JobCapabilities | undefined {
  if (!choices) return undefined;
  const { copies, monochrome, sides, colorModes, ...more } = choices;
  return {
    ...more,
    maxCopies: copies,
    media,
    // An earlier version tells these two in fewer words.
    sides: sides ?? (duplex ? ['two-sided-long-edge', 'two-sided-short-edge'] : []),
    colorModes: colorModes ?? (monochrome ? ['monochrome'] : []),
  };
}

/** A printer that is not there right now. */
export const NOT_SEEN: Described = {
  state: 'unknown',
  reasons: [],
  message: 'The printer does not answer.',
  accepting: false,
  jobs: 0,
  color: false,
  duplex: false,
  formats: [],
  media: [],
  location: '',
  model: '',
};

/** With what its owner decided: paused, it is stopped in the words of IPP and still takes jobs. */
export function decided(
  said: Described,
  stored: StoredPolicy | undefined,
): Described & { policy: PrinterPolicy } {
  const { paused, ...policy } = stored ?? { ...OPEN_POLICY, paused: false };
  const keeps = policy.keepHours > 0 ? { keepsHours: policy.keepHours } : {};
  if (!paused) return { ...said, ...keeps, policy };
  return {
    ...said,
    ...keeps,
    policy,
    paused,
    state: said.state === 'unknown' ? 'unknown' : 'stopped',
    reasons: ['paused', ...said.reasons.filter((reason) => reason !== 'paused')],
    message: said.message === '' ? 'Its owner has paused it.' : said.message,
  };
}

/** Whether a member sees it and may print on it. */
export function mayUse({ policy }: Pick<OwnPrinter, 'policy'>, device: string): boolean {
  return policy === undefined || mayPrint(policy, device);
}

/** What peers and strangers may know of it. */
export function withoutOwnFacts(own: OwnPrinter): Printer {
  const {
    backend: _backend,
    uri: _uri,
    shared: _shared,
    opened: _opened,
    policy: _policy,
    ...printer
  } = own;
  return printer;
}
