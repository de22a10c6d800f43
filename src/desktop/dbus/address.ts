/** Where the message bus of a person's session listens (specification, "Server Addresses"). */

/** Path for `net.connect`, an abstract one with a leading NUL; undefined where none is named. */
function busSocket(address: string): string | undefined {
  for (const part of address.split(';')) {
    const [transport, list = ''] = part.split(':', 2);
    if (transport !== 'unix') continue;
    const pairs = new Map(list.split(',').map((pair) => pair.split('=', 2) as [string, string]));
    const [path, abstract] = [pairs.get('path'), pairs.get('abstract')].map(unescaped);
    if (path) return path;
    if (abstract) return `\0${abstract}`;
  }
  return undefined;
}

function unescaped(text: string | undefined): string | undefined {
  try {
    return text === undefined ? undefined : decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/** The session's bus as its environment tells; undefined where this is no desktop session. */
export function sessionBusSocket(
  env: Readonly<Record<string, string | undefined>>,
): string | undefined {
  const address = env['DBUS_SESSION_BUS_ADDRESS'];
  if (address) return busSocket(address);
  return env['XDG_RUNTIME_DIR'] ? `${env['XDG_RUNTIME_DIR']}/bus` : undefined;
}
