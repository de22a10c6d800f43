/** What a browser in a call receives, by its own statistics (WebRTC's `getStats`). */
import type { Page } from 'playwright-core';
import { eventually } from '../support/eventually.ts';

export interface Received {
  soundBytes: number;
  pictureBytes: number;
  frames: number;
}

/** Makes the connections of the page known to the test; before the page is opened. */
export const WATCH_CONNECTIONS = `
  globalThis.connections = [];
  globalThis.RTCPeerConnection = class extends globalThis.RTCPeerConnection {
    constructor(...words) {
      super(...words);
      globalThis.connections.push(this);
    }
  };
`;

/** Of every open connection of the page. */
export function received(page: Page): Promise<Received[]> {
  return page.evaluate<Received[]>(`Promise.all(
    globalThis.connections.filter((one) => one.connectionState !== 'closed').map(async (one) => {
      const sum = { soundBytes: 0, pictureBytes: 0, frames: 0 };
      for (const stat of (await one.getStats()).values()) {
        if (stat.type !== 'inbound-rtp') continue;
        if (stat.kind === 'audio') sum.soundBytes += stat.bytesReceived;
        else sum.pictureBytes += stat.bytesReceived;
        sum.frames += stat.framesDecoded ?? 0;
      }
      return sum;
    }),
  )`);
}

/** Sound and pictures come over each of so many connections, and go on coming. */
export async function untilMediaFlows(page: Page, connections = 1): Promise<Received[]> {
  const enough = ({ soundBytes, pictureBytes, frames }: Received): boolean =>
    soundBytes > 5000 && pictureBytes > 20_000 && frames > 20;
  let all: Received[] = [];
  const flows = async (): Promise<Received[] | undefined> => {
    all = await received(page);
    return all.length === connections && all.every(enough) ? all : undefined;
  };
  return eventually(flows, 40_000, `sound and pictures over ${connections} connections`).catch(
    (cause: unknown) => {
      throw new Error(`What came: ${JSON.stringify(all)}`, { cause });
    },
  );
}
