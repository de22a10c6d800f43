/** A network adapter of this PC: what it is, and whether Hallway uses it. */
import * as Type from 'typebox';

export const AdapterKind = Type.Union([
  Type.Literal('wired'),
  Type.Literal('wireless'),
  Type.Literal('loopback'),
  /** Of containers and virtual machines: the office is not behind it. */
  Type.Literal('virtual'),
  /** Of a VPN or another point-to-point tunnel. */
  Type.Literal('tunnel'),
  Type.Literal('other'),
]);
export type AdapterKind = Type.Static<typeof AdapterKind>;

/** What the person wants; `auto` goes by the rule. */
export const AdapterChoice = Type.Union([
  Type.Literal('auto'),
  Type.Literal('use'),
  Type.Literal('skip'),
]);
export type AdapterChoice = Type.Static<typeof AdapterChoice>;

export const AdapterName = Type.String({ minLength: 1, maxLength: 128 });

export const NetworkAdapter = Type.Object({
  name: AdapterName,
  kind: AdapterKind,
  /** In CIDR notation (RFC 4632 section 3.1); none while it is down. */
  addresses: Type.Array(Type.String()),
  choice: AdapterChoice,
  /** True where `HALLWAY_ADAPTERS` decides: the choice is kept for a start without it. */
  fixed: Type.Boolean(),
  used: Type.Boolean(),
  /** Why it is used or not, in words. */
  reason: Type.String(),
});
export type NetworkAdapter = Type.Static<typeof NetworkAdapter>;
