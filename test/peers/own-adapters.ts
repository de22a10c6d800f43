/** Adapters as tests need them. */
import type { AdapterKind } from '../../src/model/adapter.ts';
import type { Adapter } from '../../src/net/adapters.ts';

/** `addresses` in CIDR notation. */
export function adapter(name: string, kind: AdapterKind, ...addresses: string[]): Adapter {
  const split = addresses.map((text) => {
    const [address = '', prefix] = text.split('/');
    return { address, prefix: Number(prefix) };
  });
  return {
    name,
    kind,
    mac: '02:00:00:00:00:01',
    ipv4: split.filter(({ address }) => !address.includes(':')),
    ipv6: split.filter(({ address }) => address.includes(':')),
    scope: name,
  };
}
