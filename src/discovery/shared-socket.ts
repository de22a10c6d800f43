/** The part of a socket that bonjour-service's responder uses; behind it stands a link's outbox. */
import { EventEmitter } from 'node:events';
import { MDNS_PORT } from '../net/ports.ts';

export class SharedSocket extends EventEmitter {
  readonly #say: (bytes: Uint8Array) => void;

  /** `say` gets each packet that the responder sends. */
  constructor(say: (bytes: Uint8Array) => void) {
    super();
    this.#say = say;
  }

  /** As `dgram.Socket.send`. */
  send(
    bytes: Uint8Array,
    _offset: number,
    _length: number,
    _port: number,
    _address: string,
    done: (error: Error | null) => void,
  ): void {
    this.#say(bytes);
    done(null);
  }

  /** As `dgram.Socket.close`. */
  close(done?: () => void): void {
    this.removeAllListeners();
    done?.();
  }

  /** Hands a packet to the responder. */
  receive(bytes: Uint8Array, from: string): void {
    this.emit('message', bytes, { address: from, port: MDNS_PORT });
  }

  /** Options under which the responder leaves binding and membership to us. */
  options(): { socket: SharedSocket; type: 'udp4'; port: number; bind: false; multicast: false } {
    return { socket: this, type: 'udp4', port: MDNS_PORT, bind: false, multicast: false };
  }
}
