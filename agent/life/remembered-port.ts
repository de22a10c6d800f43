/** A port of this PC that other programs may remember: it stays the same while it can. */
import type { Settings } from '../../src/store/settings.ts';

export interface PortWish {
  /** The setting that remembers it. */
  name: string;
  /** As long as none is remembered. */
  usual: number;
  /** As in the arguments of the agent: this one alone. */
  asked?: number | undefined;
  /** As in the arguments of the agent: 0 where any ports will do. */
  localPort: number | undefined;
}

export interface RememberedPort {
  /** To be tried one after the other; 0 picks a free one. */
  ports: readonly number[];
  /** Call it with the one that it got. */
  opened: (port: number) => void;
}

export function rememberedPort(settings: Settings, wish: PortWish): RememberedPort {
  const { name, usual, asked, localPort } = wish;
  if (asked !== undefined) return { ports: [asked], opened: () => {} };
  if (localPort === 0) return { ports: [0], opened: () => {} };
  const last = Number(settings.get(name) ?? usual);
  const known = Number.isInteger(last) && last > 0 && last < 65_536 ? last : usual;
  return { ports: [known, 0], opened: (port) => settings.set(name, String(port)) };
}
