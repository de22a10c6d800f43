/** What the description of a UPnP root device says (UPnP Device Architecture 2.0, section 2.3). */
import { displayText } from '../../base/text.ts';
import type { RendererControl, Thing } from './device-protocol.ts';
import { ownUrl } from './web-address.ts';
import { child, parseXml, type XmlElement } from './xml.ts';

const NAME_LENGTH = 63;
const MAX_DEVICES = 16;
const MAX_PAGE = 1024;
const TYPE = /^urn:schemas-upnp-org:(?:device|service):(\w{1,40}):\d{1,4}$/;
const KINDS: Readonly<Record<string, Thing['kind']>> = {
  MediaRenderer: 'renderer',
  MediaServer: 'media-server',
};

/** Its renderers and media servers, and its web page if it is none; undefined for nonsense. */
export function describeUpnp(body: Uint8Array, url: URL, sender: string): Thing[] | undefined {
  const root = parseXml(body);
  const device = root && child(root, root.uri, 'device');
  if (!device) return undefined;
  const things = devices(device)
    .slice(0, MAX_DEVICES)
    .flatMap((one): Thing[] => {
      const kind = KINDS[typeOf(one, 'deviceType')];
      return kind === undefined ? [] : [thing(kind, one, url, sender)];
    });
  const page = thing('web', device, url, sender);
  const isMedia = KINDS[typeOf(device, 'deviceType')] !== undefined;
  if (!isMedia && page.page !== null) things.push(page);
  return things.filter(({ name }) => name !== '');
}

/** The device and those within it. */
function devices(device: XmlElement): XmlElement[] {
  const within = child(device, device.uri, 'deviceList')?.children ?? [];
  return [device, ...within.filter(({ name }) => name === 'device').flatMap(devices)];
}

function thing(kind: Thing['kind'], device: XmlElement, url: URL, sender: string): Thing {
  const text = (name: string): string => displayText(said(device, name), NAME_LENGTH);
  const maker = text('manufacturer');
  const model = text('modelName');
  const page = said(device, 'presentationURL');
  return {
    kind,
    name: text('friendlyName'),
    model: displayText(withMaker(maker, model), NAME_LENGTH) || null,
    location: null,
    port: url.port === '' ? 80 : Number(url.port),
    page: page !== '' && page.length <= MAX_PAGE ? (URL.parse(page, url.href)?.href ?? null) : null,
    control: kind === 'renderer' ? controlOf(device, url, sender) : null,
  };
}

/** "HP" and "HP LaserJet" are "HP LaserJet". */
function withMaker(maker: string, model: string): string {
  return model.toLowerCase().startsWith(maker.toLowerCase()) ? model : `${maker} ${model}`;
}

function controlOf(device: XmlElement, base: URL, sender: string): RendererControl | null {
  const services = child(device, device.uri, 'serviceList')?.children ?? [];
  const control = (type: string): string | null => {
    const service = services.find((one) => typeOf(one, 'serviceType') === type);
    return (service && ownUrl(said(service, 'controlURL'), sender, base)?.href) ?? null;
  };
  const avTransport = control('AVTransport');
  return avTransport === null
    ? null
    : { avTransport, renderingControl: control('RenderingControl') };
}

function said(element: XmlElement, name: string): string {
  return child(element, element.uri, name)?.text ?? '';
}

function typeOf(element: XmlElement, name: string): string {
  return TYPE.exec(said(element, name))?.[1] ?? '';
}
