/** What the LAN is told of the printers that are opened to it, and under which names. */
import type { Advert } from '../../src/discovery/advertiser.ts';
import { txtRecord } from '../../src/discovery/txt-record.ts';
import { cutUtf8 } from '../../src/base/utf8.ts';
import type { Printer } from '../../src/model/printer.ts';
import type { ServedPrinter } from '../../src/printing/ipp/server/capabilities.ts';
import type { IppServer } from '../../src/printing/ipp/server/ipp-server.ts';

/** A DNS label. */
const NAME_BYTES = 63;

/** What printers are called on the LAN: another device may have had the name before. */
export class LanNames {
  readonly #renamed = new Map<string, string>();

  renamed(wanted: string, now: string): void {
    if (wanted === now) this.#renamed.delete(wanted);
    else this.#renamed.set(wanted, now);
  }

  of(name: string): string {
    const wanted = cutUtf8(name, NAME_BYTES);
    return this.#renamed.get(wanted) ?? wanted;
  }

  clear(): void {
    this.#renamed.clear();
  }
}

/** Each printer twice: with and without TLS, under one name. */
export function lanAdverts(
  printers: readonly { printer: Printer; served: ServedPrinter }[],
  ports: Readonly<Record<'ipp' | 'ipps', number>>,
  ipp: IppServer,
): Advert[] {
  return printers.flatMap(({ printer, served }) => {
    const { txt, subtypes } = ipp.advert(served);
    const instance = cutUtf8(printer.name, NAME_BYTES);
    const common = { instance, txt: txtRecord(txt), subtypes, readable: true as const };
    return [
      { ...common, type: '_ipp._tcp', port: ports.ipp },
      { ...common, type: '_ipps._tcp', port: ports.ipps },
    ];
  });
}
