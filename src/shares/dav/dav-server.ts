/**
 * WebDAV of classes 1, 2 and 3 (RFC 4918) over the shares that this PC may use. HTTP is the
 * agent's: it brings a request and sends the answer.
 */
import type { Log } from '../../base/log.ts';
import { namesOf } from './address.ts';
import { makeCollection, put, remove } from './changing.ts';
import { copy, move } from './copy-move.ts';
import { asDavFault, badRequest, DavFault } from './dav-fault.ts';
import type { DavAnswer, DavMeans, DavRequest, Exchange } from './exchange.ts';
import { get } from './get.ts';
import { lock, unlock } from './locking.ts';
import { propfind } from './propfind.ts';
import { proppatch } from './proppatch.ts';
import { SeenVersions } from './seen-versions.ts';
import { escapeXml, XML_HEAD, XML_TYPE } from './xml-writer.ts';

type Method = (exchange: Exchange) => Promise<DavAnswer>;

const METHODS: Readonly<Record<string, Method>> = {
  GET: get,
  HEAD: get,
  PUT: put,
  DELETE: remove,
  MKCOL: makeCollection,
  COPY: copy,
  MOVE: move,
  PROPFIND: propfind,
  PROPPATCH: proppatch,
  LOCK: lock,
  UNLOCK: unlock,
};

const ALLOW = ['OPTIONS', ...Object.keys(METHODS)].join(', ');

export class DavServer {
  readonly #means: DavMeans;
  readonly #log: Log;
  readonly #seen = new SeenVersions();

  constructor(means: DavMeans, log: Log) {
    this.#means = means;
    this.#log = log;
  }

  /** Never rejects; only the chunks or the stream of an answer may fail. */
  async answer(request: DavRequest): Promise<DavAnswer> {
    try {
      return await this.#answer(request);
    } catch (error) {
      const fault = asDavFault(error);
      if (fault.status >= 500)
        this.#log.warn({ error, method: request.method }, 'a WebDAV request failed');
      return faultAnswer(fault);
    }
  }

  async #answer(request: DavRequest): Promise<DavAnswer> {
    // Asked of everything, also of what is not there, before a program goes on.
    if (request.method === 'OPTIONS')
      return {
        status: 200,
        headers: { dav: '1, 2, 3', allow: ALLOW, 'ms-author-via': 'DAV' },
      };
    const method = Object.hasOwn(METHODS, request.method) ? METHODS[request.method] : undefined;
    if (!method) throw new DavFault(405, 'This method is not known here.');
    const { host } = request.headers;
    if (host === undefined) throw badRequest('The header Host is missing.');
    const target = request.target.replace(/^https?:\/\/[^/?#]*/i, '') || '/';
    const place = await this.#means.tree.find(namesOf(target));
    return method({ ...request, ...this.#means, seen: this.#seen, place, host });
  }
}

/** A refusal as an answer: words for people, a condition's name for programs. */
export function faultAnswer({ status, message, condition, hrefs }: DavFault): DavAnswer {
  const allow: Record<string, string> = status === 405 ? { allow: ALLOW } : {};
  if (condition === undefined)
    return {
      status,
      headers: { ...allow, 'content-type': 'text/plain; charset=utf-8' },
      text: `${message}\n`,
    };
  const inside = hrefs.map((href) => `<D:href>${escapeXml(href)}</D:href>`).join('');
  const element =
    inside === '' ? `<D:${condition}/>` : `<D:${condition}>${inside}</D:${condition}>`;
  return {
    status,
    headers: { ...allow, 'content-type': XML_TYPE },
    text: `${XML_HEAD}<D:error xmlns:D="DAV:">${element}</D:error>`,
  };
}
