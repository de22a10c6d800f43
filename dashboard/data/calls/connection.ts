/**
 * The connection of this browser to another one of a call (WebRTC), without any server: sound, camera
 * and screen have a channel each from the beginning, so that what is switched on and off later needs
 * no further agreement. One side offers and the other answers: two offers never cross.
 */
import type { CallSignal } from '../../../src/model/call.ts';

export interface Sending {
  microphone: MediaStreamTrack | null;
  camera: MediaStreamTrack | null;
  screen: MediaStreamTrack | null;
}

export interface ConnectionOptions {
  offers: boolean;
  sending: Sending;
  tell: (signal: CallSignal) => void;
  /** Connected, or silent, or heard again. */
  changed: () => void;
  /** `lost`: nothing comes any more; `failed`: it never stood. */
  ended: (why: 'lost' | 'failed') => void;
}

/** In this order in every description. */
const KINDS = ['microphone', 'camera', 'screen'] as const;
const LOOK_MS = 500;
/** Browsers ask each other every 2.5 s whether they are there (RFC 7675); a cut tells by then. */
const SILENT_MS = 2800;
const LOST_MS = 4200;
const CONNECT_MS = 15_000;

export class Connection {
  readonly streams: Record<(typeof KINDS)[number], MediaStream>;
  readonly #options: ConnectionOptions;
  readonly #peer = new RTCPeerConnection({ iceServers: [], bundlePolicy: 'max-bundle' });
  readonly #timer: ReturnType<typeof setInterval>;
  readonly #begun = performance.now();
  /** Candidates that came before the description that they belong to. */
  readonly #early: RTCIceCandidateInit[] = [];
  #sending: Sending;
  #heard = 0;
  #heardAt = performance.now();
  #silent = false;
  #connected = false;
  #closed = false;
  #work: Promise<void> = Promise.resolve();

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.#sending = options.sending;
    this.streams = {
      microphone: new MediaStream(),
      camera: new MediaStream(),
      screen: new MediaStream(),
    };
    this.#peer.addEventListener('icecandidate', ({ candidate }) => this.#found(candidate));
    this.#peer.addEventListener('connectionstatechange', () => this.#state());
    this.#peer.addEventListener('negotiationneeded', () => {
      if (options.offers) this.#do(() => this.#offer());
    });
    if (options.offers) {
      for (const kind of KINDS)
        this.#peer.addTransceiver(kind === 'microphone' ? 'audio' : 'video');
      this.#adopt();
    }
    this.#timer = setInterval(() => void this.#look(), LOOK_MS);
  }

  get connected(): boolean {
    return this.#connected;
  }

  /** Nothing has come for a while. */
  get silent(): boolean {
    return this.#silent;
  }

  /** Sends these from now on. */
  send(sending: Sending): void {
    this.#sending = sending;
    this.#replace();
  }

  take(signal: CallSignal): void {
    this.#do(async () => {
      if (signal.kind === 'candidate') {
        const init = {
          candidate: signal.candidate,
          sdpMid: signal.mid,
          sdpMLineIndex: signal.line,
        };
        if (this.#peer.remoteDescription) await this.#peer.addIceCandidate(init);
        else this.#early.push(init);
        return;
      }
      // Who offers takes answers alone, and the other way round.
      if ((signal.kind === 'answer') !== this.#options.offers) return;
      await this.#peer.setRemoteDescription({ type: signal.kind, sdp: signal.sdp });
      for (const init of this.#early.splice(0)) await this.#peer.addIceCandidate(init);
      if (signal.kind === 'answer') return;
      this.#adopt();
      await this.#peer.setLocalDescription();
      this.#describe('answer');
    });
  }

  /** Bytes and frames so far, for whoever wants to know how it goes. */
  stats(): Promise<RTCStatsReport> {
    return this.#peer.getStats();
  }

  close(): void {
    this.#closed = true;
    clearInterval(this.#timer);
    this.#peer.close();
  }

  // ---- inside

  /** One after the other, in the order in which they came. */
  #do(step: () => Promise<void>): void {
    this.#work = this.#work
      .then(() => (this.#closed ? undefined : step()))
      .catch(() => {
        if (!this.#closed) this.#end('failed');
      });
  }

  async #offer(): Promise<void> {
    await this.#peer.setLocalDescription();
    this.#describe('offer');
  }

  #describe(kind: 'offer' | 'answer'): void {
    const sdp = this.#peer.localDescription?.sdp;
    if (sdp !== undefined) this.#options.tell({ kind, sdp });
  }

  #found(candidate: RTCIceCandidate | null): void {
    if (!candidate || candidate.candidate === '' || this.#closed) return;
    this.#options.tell({
      kind: 'candidate',
      candidate: candidate.candidate.slice(0, 512),
      mid: (candidate.sdpMid ?? '0').slice(0, 16),
      line: candidate.sdpMLineIndex ?? 0,
    });
  }

  /** The channels are there: what is sent goes in, what comes is shown. */
  #adopt(): void {
    this.#peer.getTransceivers().forEach((channel, index) => {
      const kind = KINDS[index];
      if (!kind) return;
      channel.direction = 'sendrecv';
      const { track } = channel.receiver;
      if (!this.streams[kind].getTracks().includes(track)) this.streams[kind].addTrack(track);
    });
    this.#replace();
  }

  #replace(): void {
    this.#peer.getTransceivers().forEach((channel, index) => {
      const kind = KINDS[index];
      const track = kind ? this.#sending[kind] : null;
      if (channel.sender.track !== track) channel.sender.replaceTrack(track).catch(() => {});
    });
  }

  #state(): void {
    const connected = this.#peer.connectionState === 'connected';
    if (connected && !this.#connected) {
      this.#connected = true;
      this.#heardAt = performance.now();
      this.#options.changed();
    }
    if (this.#peer.connectionState !== 'failed') return;
    // Another way may be there: the one that offers looks for it, until the silence is too long.
    if (this.#connected && this.#options.offers) this.#peer.restartIce();
    else if (!this.#connected) this.#end('failed');
  }

  async #look(): Promise<void> {
    const now = performance.now();
    if (!this.#connected) {
      if (now - this.#begun > CONNECT_MS) this.#end('failed');
      return;
    }
    const heard = await this.#heardSoFar();
    if (this.#closed) return;
    if (heard > this.#heard) {
      this.#heard = heard;
      this.#heardAt = performance.now();
    }
    const silence = performance.now() - this.#heardAt;
    if (silence > LOST_MS) return this.#end('lost');
    const silent = silence > SILENT_MS;
    if (silent === this.#silent) return;
    this.#silent = silent;
    this.#options.changed();
  }

  /** Grows with whatever the other browser sends, be it only that it is there. */
  async #heardSoFar(): Promise<number> {
    let sum = 0;
    for (const one of (await this.#peer.getStats()).values()) {
      const {
        type,
        bytesReceived = 0,
        requestsReceived = 0,
        responsesReceived = 0,
      } = one as {
        type: string;
        bytesReceived?: number;
        requestsReceived?: number;
        responsesReceived?: number;
      };
      if (type === 'candidate-pair') sum += bytesReceived + requestsReceived + responsesReceived;
    }
    return sum;
  }

  #end(why: 'lost' | 'failed'): void {
    if (this.#closed) return;
    this.close();
    this.#options.ended(why);
  }
}
