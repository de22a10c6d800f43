/** Objects that other programs of the session may call, with the interfaces every object has. */
import { MessageType, type Message } from './message.ts';
import { splitSignature } from './signature.ts';
import { Variant } from './value-writer.ts';

export interface ExportedMethod {
  /** Signatures of what it takes and gives. */
  takes: string;
  gives: string;
  run: (...values: never[]) => readonly unknown[];
}

export interface ExportedInterface {
  methods: Readonly<Record<string, ExportedMethod>>;
  properties: Readonly<Record<string, { type: string; get: () => unknown }>>;
}

/** Interfaces by name. */
export type ExportedObject = Readonly<Record<string, ExportedInterface>>;

type Answer = Pick<Message, 'type' | 'body'> & { signature?: string; error?: string };

const ERROR = 'org.freedesktop.DBus.Error';

/** What a call is answered. Never throws: whatever is asked wrongly is an error for the asker. */
export function answerCall(objects: ReadonlyMap<string, ExportedObject>, call: Message): Answer {
  const object = objects.get(call.path ?? '');
  if (!object) return failure('UnknownObject', 'there is no such object');
  try {
    return answer(object, call);
  } catch {
    return failure('Failed', 'it could not be done');
  }
}

function answer(
  object: ExportedObject,
  { interface: face, member = '', signature, body }: Message,
): Answer {
  if (face === 'org.freedesktop.DBus.Properties') return property(object, member, body);
  if (face === 'org.freedesktop.DBus.Peer' && member === 'Ping') return reply('', []);
  if (face === 'org.freedesktop.DBus.Introspectable') return reply('s', [describe(object)]);
  const methods = own(object, face ?? '')?.methods;
  const method = methods && own(methods, member);
  if (!method) return failure('UnknownMethod', 'there is no such method');
  if ((signature ?? '') !== method.takes) return failure('InvalidArgs', `it takes ${method.takes}`);
  return reply(method.gives, method.run(...(body as never[])));
}

function property(
  object: ExportedObject,
  member: string,
  [face, name]: readonly unknown[],
): Answer {
  const properties = own(object, String(face))?.properties ?? {};
  if (member === 'GetAll') {
    const all = Object.entries(properties).map(
      ([key, { type, get }]) => [key, new Variant(type, get())] as const,
    );
    return reply('a{sv}', [new Map(all)]);
  }
  const found = member === 'Get' ? own(properties, String(name)) : undefined;
  if (!found) return failure('UnknownProperty', 'there is no such property');
  return reply('v', [new Variant(found.type, found.get())]);
}

function describe(object: ExportedObject): string {
  const faces = Object.entries(object).map(([name, { methods, properties }]) => {
    const parts = [
      ...Object.entries(methods).map(
        ([method, { takes, gives }]) =>
          `<method name="${method}">${argument(takes, 'in')}${argument(gives, 'out')}</method>`,
      ),
      ...Object.entries(properties).map(
        ([key, { type }]) => `<property name="${key}" type="${type}" access="read"/>`,
      ),
    ];
    return `<interface name="${name}">${parts.join('')}</interface>`;
  });
  return `<node>${faces.join('')}</node>`;
}

function argument(signature: string, direction: string): string {
  return splitSignature(signature)
    .map((type) => `<arg type="${type}" direction="${direction}"/>`)
    .join('');
}

/** Never what every object inherits. */
function own<T>(table: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

function reply(signature: string, body: readonly unknown[]): Answer {
  return { type: MessageType.reply, signature, body };
}

function failure(error: string, text: string): Answer {
  return { type: MessageType.error, error: `${ERROR}.${error}`, signature: 's', body: [text] };
}
