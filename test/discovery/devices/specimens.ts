/** What devices send, in the shape in which Windows, wsdd, routers and televisions send it. */

export const UUID = '11111111-2222-3333-4444-555555555555';

const NAMESPACES =
  'xmlns:soap="http://www.w3.org/2003/05/soap-envelope" ' +
  'xmlns:wsa="http://schemas.xmlsoap.org/ws/2004/08/addressing" ' +
  'xmlns:wsd="http://schemas.xmlsoap.org/ws/2005/04/discovery" ' +
  'xmlns:wsdp="http://schemas.xmlsoap.org/ws/2006/02/devprof" ' +
  'xmlns:wsx="http://schemas.xmlsoap.org/ws/2004/09/mex" ' +
  'xmlns:pub="http://schemas.microsoft.com/windows/pub/2005/07"';

function soap(action: string, body: string): Buffer {
  return Buffer.from(
    `<?xml version="1.0" encoding="utf-8"?>\n<soap:Envelope ${NAMESPACES}><soap:Header>` +
      '<wsa:To>http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous</wsa:To>' +
      `<wsa:Action>${action}</wsa:Action><wsa:MessageID>urn:uuid:${UUID}</wsa:MessageID>` +
      '<wsd:AppSequence InstanceId="1" MessageNumber="3"></wsd:AppSequence></soap:Header>' +
      `<soap:Body>${body}</soap:Body></soap:Envelope>`,
  );
}

const wsd = (verb: string): string => `http://schemas.xmlsoap.org/ws/2005/04/discovery/${verb}`;

function match(tag: string, uuid: string, types: string, addresses: string): string {
  return (
    `<wsd:${tag}><wsa:EndpointReference><wsa:Address>urn:uuid:${uuid}</wsa:Address>` +
    `</wsa:EndpointReference>${types && `<wsd:Types>${types}</wsd:Types>`}` +
    (addresses && `<wsd:XAddrs>${addresses}</wsd:XAddrs>`) +
    `<wsd:MetadataVersion>2</wsd:MetadataVersion></wsd:${tag}>`
  );
}

const COMPUTER = 'wsdp:Device pub:Computer';

export function probeMatches({ addresses = '', types = COMPUTER, uuid = UUID } = {}): Buffer {
  const body = match('ProbeMatch', uuid, types, addresses);
  return soap(wsd('ProbeMatches'), `<wsd:ProbeMatches>${body}</wsd:ProbeMatches>`);
}

export function resolveMatches(addresses: string): Buffer {
  const body = match('ResolveMatch', UUID, COMPUTER, addresses);
  return soap(wsd('ResolveMatches'), `<wsd:ResolveMatches>${body}</wsd:ResolveMatches>`);
}

export function hello(addresses = ''): Buffer {
  return soap(wsd('Hello'), match('Hello', UUID, '', addresses));
}

export function bye(uuid = UUID): Buffer {
  return soap(wsd('Bye'), match('Bye', uuid, '', ''));
}

/** The answer to Get. */
export function computer(name: string): Buffer {
  const devprof = 'http://schemas.xmlsoap.org/ws/2006/02/devprof';
  return soap(
    'http://schemas.xmlsoap.org/ws/2004/09/transfer/GetResponse',
    `<wsx:Metadata><wsx:MetadataSection Dialect="${devprof}/ThisDevice"><wsdp:ThisDevice>` +
      '<wsdp:FriendlyName>Microsoft Publication Service Device Host</wsdp:FriendlyName>' +
      '</wsdp:ThisDevice></wsx:MetadataSection>' +
      `<wsx:MetadataSection Dialect="${devprof}/Relationship">` +
      `<wsdp:Relationship Type="${devprof}/host"><wsdp:Host><wsa:EndpointReference>` +
      `<wsa:Address>urn:uuid:${UUID}</wsa:Address></wsa:EndpointReference>` +
      '<wsdp:Types>pub:Computer</wsdp:Types><wsdp:ServiceId>urn:x</wsdp:ServiceId>' +
      `<pub:Computer>${name}</pub:Computer></wsdp:Host></wsdp:Relationship>` +
      '</wsx:MetadataSection></wsx:Metadata>',
  );
}

function http(first: string, headers: Readonly<Record<string, string>>): Buffer {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return Buffer.from([first, ...lines, '', ''].join('\r\n'));
}

const TARGET = 'upnp:rootdevice';

/** The answer to a search. */
export function found(location: string, change: Readonly<Record<string, string>> = {}): Buffer {
  return http('HTTP/1.1 200 OK', {
    'CACHE-CONTROL': 'max-age=1800',
    EXT: '',
    LOCATION: location,
    SERVER: 'Linux/5.4 UPnP/1.0 TV/2.1',
    ST: TARGET,
    USN: `uuid:${UUID}::${TARGET}`,
    ...change,
  });
}

export function alive(location: string, change: Readonly<Record<string, string>> = {}): Buffer {
  return http('NOTIFY * HTTP/1.1', {
    Host: '239.255.255.250:1900',
    'Cache-Control': 'max-age = 100',
    Location: location,
    NT: TARGET,
    NTS: 'ssdp:alive',
    USN: `uuid:${UUID}::${TARGET}`,
    ...change,
  });
}

export function byebye(uuid = UUID): Buffer {
  return http('NOTIFY * HTTP/1.1', {
    HOST: '239.255.255.250:1900',
    NT: TARGET,
    NTS: 'ssdp:byebye',
    USN: `uuid:${uuid}::${TARGET}`,
  });
}

export function description(device: string): Buffer {
  return Buffer.from(
    '<?xml version="1.0"?>\n<root xmlns="urn:schemas-upnp-org:device-1-0">' +
      `<specVersion><major>1</major><minor>0</minor></specVersion>${device}</root>`,
  );
}

export function renderer(name: string, rest = ''): string {
  const service = (type: string, control: string): string =>
    `<service><serviceType>urn:schemas-upnp-org:service:${type}:1</serviceType>` +
    `<controlURL>${control}</controlURL></service>`;
  return (
    '<device><deviceType>urn:schemas-upnp-org:device:MediaRenderer:1</deviceType>' +
    `<friendlyName>${name}</friendlyName><manufacturer>Samsung</manufacturer>` +
    `<modelName>QE55</modelName><UDN>uuid:${UUID}</UDN><serviceList>` +
    service('AVTransport', '/upnp/control/av') +
    service('RenderingControl', 'upnp/control/volume') +
    `</serviceList>${rest}</device>`
  );
}

/** A router with a media server in it. */
export const ROUTER =
  '<device><deviceType>urn:schemas-upnp-org:device:InternetGatewayDevice:1</deviceType>' +
  '<friendlyName>FRITZ!Box 7590</friendlyName><manufacturer>AVM Berlin</manufacturer>' +
  '<modelName>FRITZ!Box 7590</modelName><presentationURL>http://fritz.box</presentationURL>' +
  '<deviceList><device><deviceType>urn:schemas-upnp-org:device:MediaServer:1</deviceType>' +
  '<friendlyName>Mediaserver</friendlyName><manufacturer>AVM</manufacturer>' +
  '<modelName>AVM Mediaserver</modelName></device></deviceList></device>';
