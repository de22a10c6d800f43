/**
 * Finds PCs and NAS that Windows shows in its network folder: WS-Discovery of April 2005 over SOAP
 * over UDP, as Windows and wsdd speak it, and the metadata of the Devices Profile (DPWS 1.0).
 */
import { randomUUID } from 'node:crypto';
import { displayText } from '../../base/text.ts';
import {
  uuidOf,
  type DeviceProtocol,
  type Gone,
  type Seen,
  type Thing,
} from './device-protocol.ts';
import { ownUrl } from './web-address.ts';
import { child, parseXml, type XmlElement } from './xml.ts';

const SOAP = 'http://www.w3.org/2003/05/soap-envelope';
const WSA = 'http://schemas.xmlsoap.org/ws/2004/08/addressing';
const WSD = 'http://schemas.xmlsoap.org/ws/2005/04/discovery';
const WSDP = 'http://schemas.xmlsoap.org/ws/2006/02/devprof';
const MEX = 'http://schemas.xmlsoap.org/ws/2004/09/mex';
const PUB = 'http://schemas.microsoft.com/windows/pub/2005/07';
const GET = 'http://schemas.xmlsoap.org/ws/2004/09/transfer/Get';
const ANONYMOUS = `${WSA}/role/anonymous`;
const EVERYBODY = 'urn:schemas-xmlsoap-org:ws:2005:04:discovery';

const SMB_PORT = 445;
const NAME_LENGTH = 63;
const MAX_MATCHES = 16;
const MAX_XADDRS = 8;

export const WS_DISCOVERY: DeviceProtocol = {
  via: 'ws-discovery',
  port: 3702,
  // Whoever is asked for computers alone does not answer in all versions of wsdd.
  questions: () => [
    Buffer.from(
      envelope(
        EVERYBODY,
        `${WSD}/Probe`,
        '<wsd:Probe><wsd:Types>wsdp:Device</wsd:Types></wsd:Probe>',
      ),
    ),
  ],
  whereIs: (device) =>
    Buffer.from(
      envelope(
        EVERYBODY,
        `${WSD}/Resolve`,
        `<wsd:Resolve><wsa:EndpointReference><wsa:Address>urn:uuid:${device}</wsa:Address>` +
          '</wsa:EndpointReference></wsd:Resolve>',
      ),
    ),
  read,
  request: (device) =>
    envelope(
      `urn:uuid:${device}`,
      GET,
      '',
      `<wsa:ReplyTo><wsa:Address>${ANONYMOUS}</wsa:Address></wsa:ReplyTo>` +
        `<wsa:From><wsa:Address>urn:uuid:${randomUUID()}</wsa:Address></wsa:From>`,
    ),
  describe,
};

function envelope(to: string, action: string, body: string, header = ''): string {
  return (
    '<?xml version="1.0" encoding="utf-8"?>' +
    `<soap:Envelope xmlns:soap="${SOAP}" xmlns:wsa="${WSA}" xmlns:wsd="${WSD}" xmlns:wsdp="${WSDP}">` +
    `<soap:Header><wsa:To>${to}</wsa:To><wsa:Action>${action}</wsa:Action>` +
    `<wsa:MessageID>urn:uuid:${randomUUID()}</wsa:MessageID>${header}</soap:Header>` +
    `<soap:Body>${body}</soap:Body></soap:Envelope>`
  );
}

/** The body of a SOAP message that is such an action. */
function open(bytes: Uint8Array): { action: string; body: XmlElement } | undefined {
  const root = parseXml(bytes);
  if (root?.uri !== SOAP || root.name !== 'Envelope') return undefined;
  const action = child(child(root, SOAP, 'Header'), WSA, 'Action')?.text ?? '';
  const body = child(root, SOAP, 'Body');
  return body && { action, body };
}

function read(bytes: Uint8Array, sender: string): (Seen | Gone)[] {
  const message = open(bytes);
  if (!message?.action.startsWith(`${WSD}/`)) return [];
  const { body } = message;
  switch (message.action.slice(WSD.length + 1)) {
    case 'Hello':
      return seen(child(body, WSD, 'Hello'), sender);
    case 'ProbeMatches':
      return matches(child(body, WSD, 'ProbeMatches'), sender);
    case 'ResolveMatches':
      return matches(child(body, WSD, 'ResolveMatches'), sender);
    case 'Bye': {
      const device = endpointOf(child(body, WSD, 'Bye'));
      return device === undefined ? [] : [{ type: 'gone', device }];
    }
    default:
      return [];
  }
}

function matches(list: XmlElement | undefined, sender: string): Seen[] {
  return (list?.children ?? []).slice(0, MAX_MATCHES).flatMap((match) => seen(match, sender));
}

function seen(match: XmlElement | undefined, sender: string): Seen[] {
  const device = endpointOf(match);
  if (!match || device === undefined || isOther(child(match, WSD, 'Types'))) return [];
  const told = words(child(match, WSD, 'XAddrs')?.text).slice(0, MAX_XADDRS);
  const [url] = told.map((text) => ownUrl(text, sender)).filter((one) => one?.protocol === 'http:');
  // It names only addresses of others.
  if (told.length > 0 && !url) return [];
  const revision = child(match, WSD, 'MetadataVersion')?.text ?? '';
  return [{ type: 'seen', device, url, lifeMs: null, revision: revision.slice(0, 16) }];
}

function endpointOf(element: XmlElement | undefined): string | undefined {
  return uuidOf(child(element, WSA, 'EndpointReference', 'Address')?.text ?? '');
}

/** A printer or camera; who does not say what it is may be a computer. */
function isOther(types: XmlElement | undefined): boolean {
  const said = words(types?.text);
  return !!types && said.length > 0 && !said.some((type) => isComputer(type, types));
}

function isComputer(type: string, where: XmlElement): boolean {
  const [prefix = '', name] = type.split(':');
  return name === 'Computer' && where.namespaceOf(prefix) === PUB;
}

function words(text: string | undefined): string[] {
  return (text ?? '').split(/\s+/).filter((word) => word !== '');
}

/** The name of a computer is told as `NAME/Workgroup:W` or `NAME\Domain:D` (MS-PBSD 2.2.2.1). */
function describe(body: Uint8Array): Thing[] | undefined {
  const metadata = child(open(body)?.body, MEX, 'Metadata');
  if (!metadata) return undefined;
  const hosts = metadata.children
    .flatMap((section) => child(section, WSDP, 'Relationship')?.children ?? [])
    .filter((host) => host.uri === WSDP && host.name === 'Host');
  return hosts.slice(0, 1).flatMap((host): Thing[] => {
    const [, name = '', group = ''] =
      /^([^/\\]*)[/\\](?:Workgroup|Domain):(.*)$/i.exec(child(host, PUB, 'Computer')?.text ?? '') ??
      [];
    const shown = displayText(name, NAME_LENGTH);
    if (shown === '') return [];
    return [
      {
        kind: 'smb',
        name: shown,
        // What is told of the model is that of the discovery service, not of the computer.
        model: null,
        location: displayText(group, NAME_LENGTH) || null,
        port: SMB_PORT,
        page: null,
        control: null,
      },
    ];
  });
}
