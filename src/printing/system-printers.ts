/**
 * The print system of this PC as the place where printers of the workgroup become printers of every
 * program. One implementation for each system stands in `agent/platform`.
 */

/** A queue of the system that leads to an address of Hallway's on this PC. */
export interface SystemQueue {
  name: string;
  /** `ipp://127.0.0.1:PORT/ipp/print/KEY`, whatever the system makes of it. */
  uri: string;
  /** What people read, and where it stands. */
  info: string;
  location: string;
  /** False: documents go out as they are, for the system knows nothing of the printer. */
  described: boolean;
}

export interface QueueWish {
  uri: string;
  /** What people read: “Laser (Anna’s PC)”. */
  info: string;
  location: string;
}

/** Nothing here takes long: what the system finds out by itself shows in `list`. */
export interface SystemPrinters {
  /** A name for programs, made of a person's words; `count` above 1 tells namesakes apart. */
  queueName(printer: string, device: string, count: number): string;
  /** Names of all queues, and what is known of those of Hallway. Throws `printer.no_backend`. */
  list(signal?: AbortSignal): Promise<{ names: string[]; queues: SystemQueue[] }>;
  /**
   * Makes a queue, or gives the one of this name what is wished. Throws `printer.install_denied`
   * with the command that a person may run instead, or `printer.install_failed`.
   */
  put(name: string, wish: QueueWish): Promise<void>;
  /** Removes a queue. Throws as `put` does. */
  remove(name: string): Promise<void>;
}
