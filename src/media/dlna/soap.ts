/**
 * Messages to a renderer and its answers: SOAP 1.1 as the UPnP Device Architecture 2.0, section 3
 * uses it, and the description of a file in DIDL-Lite (UPnP ContentDirectory, section 2.3).
 */
export const AV_TRANSPORT = 'urn:schemas-upnp-org:service:AVTransport:1';
export const RENDERING_CONTROL = 'urn:schemas-upnp-org:service:RenderingControl:1';

/** Ranges are served; the file is as it is; it may be paused (DLNA guidelines, 7.4.1.3). */
export const DLNA_FEATURES =
  'DLNA.ORG_OP=01;DLNA.ORG_CI=0;DLNA.ORG_FLAGS=01700000000000000000000000000000';

/** `values` in the order of the service's description: some renderers insist on it. */
export function soapMessage(
  service: string,
  action: string,
  values: Readonly<Record<string, string | number>>,
): string {
  const inner = Object.entries({ InstanceID: 0, ...values })
    .map(([name, value]) => `<${name}>${escaped(String(value))}</${name}>`)
    .join('');
  return (
    '<?xml version="1.0" encoding="utf-8"?>' +
    '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"' +
    ' s:encodingStyle="http://schemas.xmlsoap.org/soap/encoding/">' +
    `<s:Body><u:${action} xmlns:u="${service}">${inner}</u:${action}></s:Body></s:Envelope>`
  );
}

/** What plays, for renderers that show it or refuse what they know nothing of. */
export function didl({ url, type, title }: { url: string; type: string; title: string }): string {
  const kind = type.startsWith('audio/') ? 'audioItem.musicTrack' : 'videoItem';
  return (
    '<DIDL-Lite xmlns="urn:schemas-upnp-org:metadata-1-0/DIDL-Lite/"' +
    ' xmlns:dc="http://purl.org/dc/elements/1.1/"' +
    ' xmlns:upnp="urn:schemas-upnp-org:metadata-1-0/upnp/">' +
    `<item id="1" parentID="0" restricted="1"><dc:title>${escaped(title)}</dc:title>` +
    `<upnp:class>object.item.${kind}</upnp:class>` +
    `<res protocolInfo="http-get:*:${escaped(type)}:${DLNA_FEATURES}">${escaped(url)}</res>` +
    '</item></DIDL-Lite>'
  );
}

/** `H+:MM:SS` (AVTransport, section 2.2.16). */
export function timeText(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${Math.floor(whole / 3600)}:${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}`;
}

/** Seconds of such a time; undefined for `NOT_IMPLEMENTED` and nonsense. */
export function secondsOf(text: string | undefined): number | undefined {
  const match = /^(\d{1,5}):(\d{1,2}):(\d{1,2})(?:\.\d{1,9})?$/.exec((text ?? '').trim());
  if (!match) return undefined;
  const [hours = 0, minutes = 0, seconds = 0] = match.slice(1, 4).map(Number);
  return hours * 3600 + minutes * 60 + seconds;
}

function escaped(text: string): string {
  return (
    text
      .toWellFormed()
      // oxlint-disable-next-line no-control-regex
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, ' ')
      .replace(/&/g, '&amp;')
      .replace(/</g, '&lt;')
      .replace(/>/g, '&gt;')
      .replace(/"/g, '&quot;')
  );
}
