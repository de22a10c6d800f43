/** What a printer said last, as its device and the peers see it. */
import type { Printer } from '../model/printer.ts';
import type { BackendPrinter } from './printer-backend.ts';

type Described = Omit<Printer, 'id' | 'device' | 'name'>;

export function described(seen: BackendPrinter): Described {
  const { key: _key, uri: _uri, name: _name, offers, ...said } = seen;
  const { maxCopies: copies, colorModes, pageRanges, resolutions } = offers;
  return {
    ...said,
    choices: {
      copies,
      monochrome: colorModes.includes('monochrome'),
      pageRanges,
      ...(resolutions ? { resolutions: [...resolutions] } : {}),
    },
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
