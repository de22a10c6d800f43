/** This person's microphone, camera and screen: opened when they are wanted, let go when they are not. */
import { Emitter } from '../../../src/base/emitter.ts';
import type { Shows } from '../../../src/model/call.ts';
import type { Sending } from './connection.ts';

export type DeviceKind = 'audioinput' | 'videoinput' | 'audiooutput';

/** Small enough for four at once on an old PC. */
const PICTURE = {
  width: { ideal: 640 },
  height: { ideal: 360 },
  frameRate: { ideal: 24, max: 30 },
};
const KEY = 'hallway.call.';

export class OwnMedia {
  readonly changes = new Emitter<{
    /** What is sent is another now. */
    sending: undefined;
  }>();
  #microphone: MediaStreamTrack | null = null;
  #camera: MediaStreamTrack | null = null;
  #screen: MediaStreamTrack | null = null;
  #muted = false;
  /** What this person wanted and could not have. */
  missing: { microphone: boolean; camera: boolean } = { microphone: false, camera: false };

  get sending(): Sending {
    return { microphone: this.#microphone, camera: this.#camera, screen: this.#screen };
  }

  get shows(): Shows {
    return {
      microphone: this.#microphone !== null && !this.#muted,
      camera: this.#camera !== null,
      screen: this.#screen !== null,
    };
  }

  /** Never throws: a call without microphone or camera is a call in which one listens. */
  async open(video: boolean): Promise<void> {
    this.#muted = false;
    // Asked together, so that the browser asks the person once.
    const both = await stream({ audio: microphone(), video: video && camera() });
    const parts = both
      ? [both]
      : [await stream({ audio: microphone() }), video ? await stream({ video: camera() }) : null];
    const tracks = parts.flatMap((one) => one?.getTracks() ?? []);
    this.#microphone = this.#kept(tracks.find(({ kind }) => kind === 'audio'));
    this.#camera = this.#kept(tracks.find(({ kind }) => kind === 'video'));
    this.missing = { microphone: !this.#microphone, camera: video && !this.#camera };
  }

  close(): void {
    for (const track of [this.#microphone, this.#camera, this.#screen]) track?.stop();
    this.#microphone = this.#camera = this.#screen = null;
  }

  /** A muted microphone stays open, so that it is there at once. */
  mute(muted: boolean): void {
    this.#muted = muted;
    if (this.#microphone) this.#microphone.enabled = !muted;
    this.changes.emit('sending', undefined);
  }

  /** A camera that is off is let go: its light goes out. */
  async showCamera(on: boolean): Promise<void> {
    this.#camera?.stop();
    this.#camera = null;
    if (on) {
      const [track] = (await stream({ video: camera() }))?.getVideoTracks() ?? [];
      this.#camera = this.#kept(track);
      this.missing = { ...this.missing, camera: !this.#camera };
    }
    this.changes.emit('sending', undefined);
  }

  /** False where the person chose nothing. */
  async showScreen(on: boolean): Promise<boolean> {
    this.#screen?.stop();
    this.#screen = null;
    if (on) {
      const found = await navigator.mediaDevices
        ?.getDisplayMedia({ video: { frameRate: { max: 15 } }, audio: false })
        .catch(() => undefined);
      const [track] = found?.getVideoTracks() ?? [];
      if (track) track.contentHint = 'detail';
      this.#screen = this.#kept(track);
    }
    this.changes.emit('sending', undefined);
    return this.#screen !== null || !on;
  }

  /** Microphones, cameras or speakers that there are; names only once one was allowed. */
  async devices(kind: DeviceKind): Promise<MediaDeviceInfo[]> {
    const all = (await navigator.mediaDevices?.enumerateDevices().catch(() => [])) ?? [];
    return all.filter((one) => one.kind === kind && one.deviceId !== '');
  }

  chosen(kind: DeviceKind): string {
    return chosen(kind);
  }

  /** Kept in this browser for the next call too. */
  async choose(kind: DeviceKind, id: string): Promise<void> {
    remember(kind, id);
    if (kind === 'videoinput' && this.#camera) return this.showCamera(true);
    if (kind === 'audioinput') {
      const [track] = (await stream({ audio: microphone() }))?.getAudioTracks() ?? [];
      this.#microphone?.stop();
      this.#microphone = this.#kept(track);
      if (track) track.enabled = !this.#muted;
      this.missing = { ...this.missing, microphone: !track };
    }
    this.changes.emit('sending', undefined);
  }

  /** Unplugged, or taken back by the browser: it is off from then on. */
  #kept(track: MediaStreamTrack | undefined): MediaStreamTrack | null {
    track?.addEventListener('ended', () => {
      if (this.#microphone === track) this.#microphone = null;
      else if (this.#camera === track) this.#camera = null;
      else if (this.#screen === track) this.#screen = null;
      else return;
      this.changes.emit('sending', undefined);
    });
    return track ?? null;
  }
}

function camera(): MediaTrackConstraints {
  return { ...PICTURE, ...device('videoinput') };
}

function microphone(): MediaTrackConstraints {
  return device('audioinput');
}

/** `exact`: of what is merely wished for, browsers take the one that they prefer themselves. */
function device(kind: DeviceKind): MediaTrackConstraints {
  const id = chosen(kind);
  return id === '' ? {} : { deviceId: { exact: id } };
}

async function stream(constraints: MediaStreamConstraints): Promise<MediaStream | null> {
  try {
    return await navigator.mediaDevices.getUserMedia(constraints);
  } catch (error) {
    if (!(error instanceof DOMException) || error.name !== 'OverconstrainedError') return null;
  }
  // The one that was chosen is not plugged in now.
  return navigator.mediaDevices.getUserMedia(anyDevice(constraints)).catch(() => null);
}

function anyDevice({ audio, video }: MediaStreamConstraints): MediaStreamConstraints {
  return { audio: Boolean(audio), video: video ? PICTURE : false };
}

function chosen(kind: DeviceKind): string {
  try {
    return localStorage.getItem(KEY + kind) ?? '';
  } catch {
    return '';
  }
}

function remember(kind: DeviceKind, id: string): void {
  try {
    localStorage.setItem(KEY + kind, id);
  } catch {
    // Some browsers keep nothing.
  }
}
