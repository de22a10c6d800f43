/** What the LAN shows by multicast DNS. All of it is a hint from strangers, shown as inert text. */
import * as Type from 'typebox';

export const Nearby = Type.Object({
  kind: Type.Union([
    /** A workgroup with an open pairing window: `name` is the workgroup's. */
    Type.Literal('workgroup'),
    Type.Literal('agent'),
    Type.Literal('printer'),
    Type.Literal('share'),
    Type.Literal('drive'),
    /** Printers, SMB and WebDAV hosts and media renderers without Hallway. */
    Type.Literal('network-printer'),
    Type.Literal('smb'),
    Type.Literal('webdav'),
    Type.Literal('renderer'),
  ]),
  name: Type.String(),
  addresses: Type.Array(Type.String()),
  port: Type.Integer(),
  /** Device id where the advert claims one. */
  device: Type.Union([Type.String(), Type.Null()]),
});
export type Nearby = Type.Static<typeof Nearby>;
