/**
 * A television or loudspeaker that plays what it is told to: UPnP AVTransport:1 and
 * RenderingControl:1. Its answers are hostile: bounded, and never followed elsewhere.
 */
import { request } from 'node:http';
import type { Clock } from '../../base/clock.ts';
import { HallwayError } from '../../base/errors.ts';
import { AV_TRANSPORT, didl, RENDERING_CONTROL, secondsOf, soapMessage, timeText } from './soap.ts';

/** Where it is told, both at the address that its announcement came from. */
export interface RendererControl {
  avTransport: string;
  renderingControl: string | null;
}

export interface RendererOptions {
  control: RendererControl;
  /** The texts of an XML document's elements, by local name; undefined where it is none. */
  textsOf: (document: Uint8Array) => ReadonlyMap<string, string> | undefined;
  clock: Clock;
}

const MAX_BYTES = 65_536;
const PATIENCE_MS = 5000;

export class Renderer {
  /** Its address, as it is dialled; files go to nobody else. */
  readonly address: string;
  readonly #options: RendererOptions;

  constructor(options: RendererOptions) {
    this.#options = options;
    this.address = new URL(options.control.avTransport).hostname.replace(/^\[|\]$/g, '');
  }

  /** Each throws `screen.unreachable` where it does not answer or refuses. */
  async load(file: { url: string; type: string; title: string }): Promise<void> {
    await this.#transport('SetAVTransportURI', {
      CurrentURI: file.url,
      CurrentURIMetaData: didl(file),
    });
  }

  async play(): Promise<void> {
    await this.#transport('Play', { Speed: 1 });
  }

  async pause(): Promise<void> {
    await this.#transport('Pause', {});
  }

  async stop(): Promise<void> {
    await this.#transport('Stop', {});
  }

  async seek(seconds: number): Promise<void> {
    await this.#transport('Seek', { Unit: 'REL_TIME', Target: timeText(seconds) });
  }

  /** Percent; nothing happens where it has no volume. */
  async volume(percent: number): Promise<void> {
    const { renderingControl } = this.#options.control;
    if (renderingControl === null) return;
    const values = { Channel: 'Master', DesiredVolume: percent };
    await this.#ask(renderingControl, RENDERING_CONTROL, 'SetVolume', values);
  }

  /** Its state (`PLAYING`, `PAUSED_PLAYBACK`, `STOPPED`, …) and where it is, in seconds. */
  async now(): Promise<{ state: string; position: number | undefined }> {
    const state = (await this.#transport('GetTransportInfo', {})).get('CurrentTransportState');
    const place = (await this.#transport('GetPositionInfo', {})).get('RelTime');
    return { state: (state ?? '').slice(0, 40), position: secondsOf(place) };
  }

  #transport(action: string, values: Readonly<Record<string, string | number>>) {
    return this.#ask(this.#options.control.avTransport, AV_TRANSPORT, action, values);
  }

  #ask(
    address: string,
    service: string,
    action: string,
    values: Readonly<Record<string, string | number>>,
  ): Promise<ReadonlyMap<string, string>> {
    const { clock, textsOf } = this.#options;
    const url = new URL(address);
    const message = soapMessage(service, action, values);
    return new Promise((resolve, reject) => {
      const outgoing = request({
        host: this.address,
        port: url.port === '' ? 80 : Number(url.port),
        path: `${url.pathname}${url.search}`,
        method: 'POST',
        // Many renderers close what they were asked on, and say so late.
        agent: false,
        maxHeaderSize: 8192,
        headers: {
          host: url.host,
          connection: 'close',
          soapaction: `"${service}#${action}"`,
          'content-type': 'text/xml; charset="utf-8"',
          'content-length': Buffer.byteLength(message),
        },
      });
      const cancel = clock.after(PATIENCE_MS, () => fail('It does not answer.'));
      const fail = (why: string, cause?: unknown): void => {
        cancel();
        outgoing.destroy();
        reject(unreachable(why, cause));
      };
      outgoing.on('error', (error) => fail('It cannot be reached.', error));
      outgoing.on('response', (answer) => {
        const chunks: Buffer[] = [];
        let size = 0;
        answer.on('error', (error) => fail('It broke off.', error));
        answer.on('data', (chunk: Buffer) => {
          size += chunk.length;
          if (size > MAX_BYTES) fail('Its answer makes no sense.');
          else chunks.push(chunk);
        });
        answer.on('end', () => {
          const texts = size <= MAX_BYTES ? textsOf(Buffer.concat(chunks)) : undefined;
          if (answer.statusCode !== 200 || !texts) return fail('It refused.');
          cancel();
          resolve(texts);
        });
      });
      outgoing.end(message);
    });
  }
}

function unreachable(why: string, cause?: unknown): HallwayError {
  return new HallwayError(
    'screen.unreachable',
    `The television or loudspeaker cannot do it: ${why}`,
    {
      fix: 'Check that it is switched on and knows this kind of file.',
      cause,
    },
  );
}
