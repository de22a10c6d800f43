/** What a page about printing from phones needs to know. */
import type { LanPrinting } from '../../src/model/lan-printing.ts';
import type { Printer } from '../../src/model/printer.ts';
import type { Adapter } from '../../src/net/adapters.ts';
import { isLinkLocalIPv6 } from '../../src/net/ip-address.ts';
import { printerKey, printerPath } from '../../src/printing/ipp/server/printer-path.ts';
import type { LanNames } from './lan-adverts.ts';

export interface LanState {
  opened: readonly Printer[];
  adapters: readonly Adapter[];
  ports: Readonly<Record<'ipp' | 'ipps', number>> | undefined;
  names: LanNames;
  /** Why nothing is open although it should be. */
  trouble: string;
}

export function lanFacts({ opened, adapters, ports, names, trouble }: LanState): LanPrinting {
  // Nobody can type an address that needs a zone.
  const networks = adapters.map(({ name, ipv4, ipv6 }) => ({
    name,
    addresses: [...ipv4, ...ipv6.filter(({ address }) => !isLinkLocalIPv6(address))].map(
      ({ address }) => address,
    ),
  }));
  const hosts = networks.flatMap(({ addresses }) => addresses).map(urlHost);
  const alone = opened.length > 0 && hosts.length === 0;
  return {
    ready: opened.length > 0 && ports !== undefined && !alone,
    message: trouble || (alone ? 'This PC is in no network: connect it to the office.' : ''),
    port: ports?.ipp ?? null,
    securePort: ports?.ipps ?? null,
    adapters: networks,
    printers: opened.map((printer) => {
      const path = printerPath(printerKey(printer));
      const at = (scheme: 'ipp' | 'ipps', port: number): string[] =>
        hosts.map((host) => `${scheme}://${host}:${port}${path}`);
      return {
        id: printer.id,
        name: printer.name,
        shownAs: names.of(printer.name),
        uris: ports ? [...at('ipps', ports.ipps), ...at('ipp', ports.ipp)] : [],
        driverless: printer.formats.includes('image/urf'),
      };
    }),
  };
}

function urlHost(address: string): string {
  return address.includes(':') ? `[${address}]` : address;
}
