/** Answers about several things at once (RFC 4918 section 13). */
import type { DeadProperty } from './property-store.ts';
import { ALL_LIVE, LIVE, type Scene, type Subject } from './live-properties.ts';
import { escapeXml, property, XML_HEAD } from './xml-writer.ts';

export const MULTISTATUS_HEAD = `${XML_HEAD}<D:multistatus xmlns:D="DAV:">`;
export const MULTISTATUS_END = '</D:multistatus>';

export interface PropertyName {
  uri: string;
  name: string;
}

/** Stands for a value; no name and no address of XML holds it. */
const MARK = '\0';

/** What a PROPFIND asks for. */
export type Asked =
  | { kind: 'names' }
  | { kind: 'all'; also: readonly PropertyName[] }
  | { kind: 'some'; wanted: readonly PropertyName[] };

export function propstat(properties: string, status: string): string {
  return `<D:propstat><D:prop>${properties}</D:prop><D:status>HTTP/1.1 ${status}</D:status></D:propstat>`;
}

export function response(href: string, content: string): string {
  return `<D:response><D:href>${escapeXml(href)}</D:href>${content}</D:response>`;
}

/** Tells of one subject, with the properties that programs keep with it. */
export type Describe = (subject: Subject, dead: readonly DeadProperty[]) => string;

/** A property that was asked for, with as much of its text as is known beforehand. */
interface Wanted extends PropertyName {
  /** Undefined for what the door does not know itself. */
  live: ((subject: Subject, scene: Scene) => string | undefined) | undefined;
  open: string;
  close: string;
  empty: string;
}

/** What is decided once for a folder is not decided again for each thing in it. */
export function describer(asked: Asked, scene: Scene): Describe {
  if (asked.kind === 'names') return (subject, dead) => namesOf(subject, dead, scene);
  const all = asked.kind === 'all';
  const always = all ? ALL_LIVE.map((name) => wantedOf({ uri: 'DAV:', name })) : [];
  const named = (all ? asked.also : asked.wanted).map(wantedOf);
  return (subject, dead) => {
    let [found, missing] = ['', ''];
    for (const { live, open, close, empty } of always) {
      const value = live?.(subject, scene);
      if (value !== undefined) found += value === '' ? empty : open + value + close;
    }
    if (all) for (const one of dead) found += deadProperty(one);
    for (const { uri, name, live, open, close, empty } of named) {
      const value = live?.(subject, scene);
      const kept = dead.find((one) => one.uri === uri && one.name === name);
      if (value !== undefined) found += value === '' ? empty : open + value + close;
      else if (kept) found += deadProperty(kept);
      else missing += empty;
    }
    const parts = found !== '' || missing === '' ? propstat(found, '200 OK') : '';
    return response(
      subject.href,
      missing === '' ? parts : parts + propstat(missing, '404 Not Found'),
    );
  };
}

function wantedOf({ uri, name }: PropertyName): Wanted {
  const live = uri === 'DAV:' && Object.hasOwn(LIVE, name) ? LIVE[name] : undefined;
  const [open = '', close = ''] = property(uri, name, MARK).split(MARK);
  return { uri, name, live, open, close, empty: property(uri, name) };
}

function namesOf(subject: Subject, dead: readonly DeadProperty[], scene: Scene): string {
  const live = ALL_LIVE.filter((name) => LIVE[name]?.(subject, scene) !== undefined);
  const names = live.map((name) => property('DAV:', name));
  const kept = dead.map(({ uri, name }) => property(uri, name));
  return response(subject.href, propstat([...names, ...kept].join(''), '200 OK'));
}

function deadProperty({ uri, name, value, language }: DeadProperty): string {
  const element = property(uri, name, value);
  if (language === '') return element;
  return element.replace(/^<[^\s/>]+/, (tag) => `${tag} xml:lang="${escapeXml(language)}"`);
}
