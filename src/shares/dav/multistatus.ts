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

/** What is told of one subject. */
export function describe(
  subject: Subject,
  dead: readonly DeadProperty[],
  asked: Asked,
  scene: Scene,
): string {
  if (asked.kind === 'names') {
    const live = ALL_LIVE.filter((name) => LIVE[name]?.(subject, scene) !== undefined);
    const names = live.map((name) => property('DAV:', name));
    const kept = dead.map(({ uri, name }) => property(uri, name));
    return response(subject.href, propstat([...names, ...kept].join(''), '200 OK'));
  }
  let found = '';
  let missing = '';
  if (asked.kind === 'all') {
    for (const name of ALL_LIVE) {
      const value = LIVE[name]?.(subject, scene);
      if (value !== undefined) found += property('DAV:', name, value);
    }
    for (const one of dead) found += deadProperty(one);
  }
  for (const { uri, name } of asked.kind === 'all' ? asked.also : asked.wanted) {
    const value =
      uri === 'DAV:' && Object.hasOwn(LIVE, name) ? LIVE[name]?.(subject, scene) : undefined;
    const kept = dead.find((one) => one.uri === uri && one.name === name);
    if (value !== undefined) found += property(uri, name, value);
    else if (kept) found += deadProperty(kept);
    else missing += property(uri, name);
  }
  const parts = found !== '' || missing === '' ? propstat(found, '200 OK') : '';
  return response(
    subject.href,
    missing === '' ? parts : parts + propstat(missing, '404 Not Found'),
  );
}

function deadProperty({ uri, name, value, language }: DeadProperty): string {
  const element = property(uri, name, value);
  if (language === '') return element;
  return element.replace(/^<[^\s/>]+/, (tag) => `${tag} xml:lang="${escapeXml(language)}"`);
}
