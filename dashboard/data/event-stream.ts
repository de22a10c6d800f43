/** The agent's pushed topics: one WebSocket that comes back by itself after the agent was gone. */
import {
  BEARER_PROTOCOL_PREFIX,
  EVENTS_PATH,
  EVENTS_PROTOCOL,
  type FolderEvent,
  IN_VIEW,
  type LocalEvent,
  NOTIFIES,
  NOTIFIES_NOT,
  type NotificationEvent,
  OUT_OF_VIEW,
  TOPIC_NAMES,
} from '../../src/api/events.ts';
import { getStatus } from '../../src/api/local.ts';
import { ask } from './agent-client.ts';
import { bearer } from './session.ts';

const FIRST_WAIT_MS = 400;
const LONGEST_WAIT_MS = 8000;
/** Events of the window after which a person may look, or not look any more. */
const LOOKING = ['focus', 'blur', 'visibilitychange'];

export class EventStream {
  readonly #onEvent: (event: LocalEvent) => void;
  readonly #onFolder: (event: FolderEvent) => void;
  readonly #onConnected: (connected: boolean) => void;
  readonly #onNotification: (event: NotificationEvent) => void;
  readonly #mayNotify: () => boolean;
  #socket: WebSocket | undefined;
  #wait = FIRST_WAIT_MS;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #running = false;

  constructor(
    onEvent: (event: LocalEvent) => void,
    onFolder: (event: FolderEvent) => void,
    onConnected: (connected: boolean) => void,
    onNotification: (event: NotificationEvent) => void,
    mayNotify: () => boolean,
  ) {
    this.#onEvent = onEvent;
    this.#onFolder = onFolder;
    this.#onConnected = onConnected;
    this.#onNotification = onNotification;
    this.#mayNotify = mayNotify;
  }

  start(): void {
    if (this.#running) return;
    this.#running = true;
    document.addEventListener('visibilitychange', this.#retryNow);
    for (const name of LOOKING) window.addEventListener(name, this.#tellView);
    this.#connect();
  }

  stop(): void {
    this.#running = false;
    document.removeEventListener('visibilitychange', this.#retryNow);
    for (const name of LOOKING) window.removeEventListener(name, this.#tellView);
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#socket?.close();
    this.#socket = undefined;
  }

  /** Passed over while there is no connection. */
  send(text: string): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(text);
  }

  /** A person who comes back to the tab should not wait out a long pause. */
  readonly #retryNow = (): void => {
    if (document.visibilityState !== 'visible' || this.#timer === undefined) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#connect();
  };

  /** What this page shows the agent need not tell by a notification of the system as well. */
  readonly #tellView = (): void => {
    const inView = document.visibilityState === 'visible' && document.hasFocus();
    this.send(inView ? IN_VIEW : OUT_OF_VIEW);
    this.send(this.#mayNotify() ? NOTIFIES : NOTIFIES_NOT);
  };

  #connect(): void {
    const token = bearer();
    if (!this.#running || token === undefined) return;
    const url = new URL(EVENTS_PATH, location.href);
    url.protocol = url.protocol.replace('http', 'ws');
    const socket = new WebSocket(url, [EVENTS_PROTOCOL, BEARER_PROTOCOL_PREFIX + token]);
    this.#socket = socket;
    let opened = false;
    socket.addEventListener('open', () => {
      opened = true;
      this.#wait = FIRST_WAIT_MS;
      this.#tellView();
      this.#onConnected(true);
    });
    socket.addEventListener('message', (message: MessageEvent<unknown>) => {
      const event = parseEvent(message.data);
      if (!event) return;
      if ('folder' in event) this.#onFolder(event);
      else if ('notification' in event) this.#onNotification(event);
      else this.#onEvent(event);
    });
    socket.addEventListener('close', () => {
      if (this.#socket !== socket || !this.#running) return;
      this.#onConnected(false);
      this.#later();
      if (!opened) this.#checkBearer();
    });
  }

  #later(): void {
    // Spread out, so that several tabs do not knock at the same instant.
    const wait = this.#wait * (0.75 + Math.random() / 2);
    this.#wait = Math.min(this.#wait * 2, LONGEST_WAIT_MS);
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#connect();
    }, wait);
  }

  /** A refused socket does not say why; a plain request tells a lost session from a lost agent. */
  #checkBearer(): void {
    ask(getStatus, {}).catch(() => {});
  }
}

type Told = LocalEvent | FolderEvent | NotificationEvent;

function parseEvent(data: unknown): Told | undefined {
  if (typeof data !== 'string') return undefined;
  try {
    const value = JSON.parse(data) as Told;
    if ('folder' in value || 'notification' in value) return value;
    return Object.hasOwn(TOPIC_NAMES, value.topic) ? value : undefined;
  } catch {
    return undefined;
  }
}
