/** NetworkManager's word on what a connection costs, from a bus where anybody may say anything. */
import assert from 'node:assert/strict';
import { createServer, type Server, type Socket } from 'node:net';
import { platform } from 'node:os';
import { join } from 'node:path';
import { LinuxMetered } from '../../agent/platform/metered/linux-metered.ts';
import { silentLog } from '../../src/base/log.ts';
import {
  decodeMessage,
  encodeMessage,
  messageLength,
  MessageType,
  NO_REPLY,
} from '../../src/desktop/dbus/message.ts';
import { Variant } from '../../src/desktop/dbus/value-writer.ts';
import { eventually } from '../support/eventually.ts';
import { ManualClock, temporaryFolder } from '../support/temporary.ts';

const NAME = 'org.freedesktop.NetworkManager';
const PROPERTIES = 'org.freedesktop.DBus.Properties';

/** A bus with NetworkManager on it, as far as it is asked. */
class FakeBus {
  readonly server: Server;
  /** NMMetered; undefined: it does not run. */
  metered: number | undefined = 4;
  asked = 0;
  rules = 0;
  #client: Socket | undefined;
  #answers = 0;

  constructor(path: string) {
    this.server = createServer((client) => this.#serve(client)).listen(path);
  }

  #serve(client: Socket): void {
    this.#client = client;
    let unread = Buffer.alloc(0);
    let inside = false;
    client.on('error', () => {});
    client.on('data', (chunk) => {
      unread = Buffer.concat([unread, chunk as Buffer]);
      if (!inside) {
        const begin = unread.indexOf('BEGIN\r\n');
        if (begin < 0) return void client.write('OK 0123456789abcdef\r\n');
        inside = true;
        unread = unread.subarray(begin + 7);
      }
      for (;;) {
        const length = messageLength(unread);
        if (length === undefined || unread.length < length) return;
        const { type, member = '', serial } = decodeMessage(unread.subarray(0, length));
        unread = unread.subarray(length);
        if (type !== MessageType.call) {
          this.#answers += 1;
          continue;
        }
        const [signature, ...body] = this.#answer(member);
        const reply = { type: MessageType.reply, flags: NO_REPLY, serial: 1, replySerial: serial };
        client.write(encodeMessage({ ...reply, signature, body }));
      }
    });
  }

  #answer(member: string): [signature: string, ...body: unknown[]] {
    if (member === 'Hello') return ['s', ':1.1'];
    if (member === 'AddMatch') this.rules += 1;
    if (member === 'NameHasOwner') {
      this.asked += 1;
      return ['b', this.metered !== undefined];
    }
    return member === 'Get' ? ['v', new Variant('u', this.metered ?? 0)] : [''];
  }

  /** As NetworkManager sends it, and as anybody else can. */
  say(metered: number, sender: string): void {
    const head = { type: MessageType.signal, flags: NO_REPLY, serial: 1, sender };
    const changed = { path: '/org/freedesktop/NetworkManager', interface: PROPERTIES };
    const body = [NAME, { Metered: new Variant('u', metered) }, []];
    const said = { member: 'PropertiesChanged', signature: 'sa{sv}as', body };
    this.#client?.write(encodeMessage({ ...head, ...changed, ...said }));
  }

  /** What was said before is read: a call that came after it is answered. */
  async heard(): Promise<void> {
    const before = this.#answers;
    const head = { type: MessageType.call, flags: 0, serial: 1, sender: ':1.66', body: [] };
    const ping = { path: '/', interface: 'org.freedesktop.DBus.Peer', member: 'Ping' };
    this.#client?.write(encodeMessage({ ...head, ...ping }));
    await eventually(() => this.#answers > before, 5000, 'the bus is read');
  }

  leave(): void {
    this.#client?.destroy();
  }
}

(platform() === 'win32' ? describe.skip : describe)('metered connections of Linux', () => {
  const folder = temporaryFolder();
  let count = 0;
  let bus: FakeBus;
  let clock: ManualClock;
  let metered: LinuxMetered;
  const told: (boolean | undefined)[] = [];

  beforeEach(async () => {
    const path = join(folder.path, `bus-${(count += 1)}`);
    bus = new FakeBus(path);
    clock = new ManualClock();
    metered = new LinuxMetered(path, clock, silentLog);
    told.length = 0;
    metered.onChange = () => void told.push(metered.now);
    metered.start();
    await eventually(() => metered.now === false, 5000, 'it is known');
    assert.equal(bus.rules, 2);
  });
  afterEach(() => {
    metered.stop();
    bus.leave();
    bus.server.close();
  });
  after(() => folder.remove());

  /** Signals came, and each second that they were a reason to ask went by. */
  const secondsGo = async (done: () => boolean): Promise<void> => {
    await eventually(
      () => {
        clock.advance(1000);
        return done();
      },
      5000,
      'it asked again',
    );
  };

  it('follows what NetworkManager says, and knows nothing without it', async () => {
    bus.metered = 1;
    bus.say(1, ':1.5');
    await secondsGo(() => metered.now === true);
    bus.leave();
    await eventually(() => metered.now === undefined, 5000, 'nobody knows');
    assert.deepEqual(told, [false, true, undefined]);
  });

  it('check 96: what others of this PC say in its name is not believed', async () => {
    const before = bus.asked;
    for (let time = 0; time < 500; time += 1) bus.say(1, ':1.66');
    await secondsGo(() => bus.asked > before);
    await bus.heard();
    assert.deepEqual(told, [false]);
    bus.metered = 3;
    bus.say(2, ':1.66');
    await secondsGo(() => metered.now === true);
    assert.deepEqual(told, [false, true]);
  });

  it('check 96: a flood of signals asks at most once a second', async () => {
    const before = bus.asked;
    for (let time = 0; time < 500; time += 1) bus.say(4, ':1.66');
    await bus.heard();
    bus.metered = 1;
    clock.advance(999);
    await bus.heard();
    assert.equal(bus.asked, before);
    clock.advance(1);
    await eventually(() => metered.now === true, 5000, 'it asked');
    assert.equal(bus.asked, before + 1);
  });
});
