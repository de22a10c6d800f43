/** Configuration files and device programs of a private CUPS. */
import { appendFile, mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const SERVER_BIN = '/usr/lib/cups';

export interface CupsConfiguration {
  host: string;
  port: number;
  socketPath: string;
  strict: boolean;
  signIn: boolean;
  dirtySeconds: number;
}

/** As in Debian's own configuration. */
const ADMINISTRATORS = `<Limit CUPS-Add-Modify-Printer CUPS-Delete-Printer CUPS-Set-Default>
    AuthType Default
    Require user @SYSTEM
    Order deny,allow
  </Limit>
  `;

/** Jobs of signed-in users only. */
const SIGNED_IN = `<Limit Create-Job Print-Job Send-Document Cancel-Job>
    AuthType Basic
    Require valid-user
    Order deny,allow
  </Limit>
  `;

export async function writeConfiguration(
  root: string,
  { host, port, socketPath: socket, strict, signIn, dirtySeconds }: CupsConfiguration,
) {
  for (const folder of ['spool', 'spool/tmp', 'cache', 'state', 'log', 'ssl'])
    await mkdir(join(root, folder));
  const privileged = process.getuid?.() === 0;
  await writeFile(
    join(root, 'cupsd.conf'),
    `LogLevel warn
Listen ${host}:${port}
Listen ${socket}
Browsing Off
DefaultAuthType ${strict ? 'Basic' : 'None'}
WebInterface No
DirtyCleanInterval ${dirtySeconds}
<Location />
  Order allow,deny
  Allow all
</Location>
<Policy default>
  JobPrivateAccess default
  JobPrivateValues default
  SubscriptionPrivateAccess default
  SubscriptionPrivateValues default
  ${strict ? ADMINISTRATORS : ''}${signIn ? SIGNED_IN : ''}<Limit All>
    Order deny,allow
  </Limit>
</Policy>
`,
  );
  await writeFile(
    join(root, 'cups-files.conf'),
    `FileDevice Yes
${privileged ? 'User lp\nGroup lp\n' : ''}SystemGroup root
ServerRoot ${root}
RequestRoot ${root}/spool
TempDir ${root}/spool/tmp
CacheDir ${root}/cache
StateDir ${root}/state
ServerKeychain ${root}/ssl
AccessLog ${root}/log/access
ErrorLog ${root}/log/error
PageLog ${root}/log/page
`,
  );
}

/** A folder of programs like CUPS's own, with more backends. CUPS runs none that others may change. */
export async function addBackends(root: string, backends: Readonly<Record<string, string>>) {
  const bin = join(root, 'bin');
  await mkdir(join(bin, 'backend'), { recursive: true });
  for (const name of await readdir(SERVER_BIN))
    if (name !== 'backend') await symlink(join(SERVER_BIN, name), join(bin, name));
  for (const name of await readdir(join(SERVER_BIN, 'backend')))
    await symlink(join(SERVER_BIN, 'backend', name), join(bin, 'backend', name));
  // Closed to others, it is run as root.
  for (const [name, script] of Object.entries(backends))
    await writeFile(join(bin, 'backend', name), script, { mode: 0o700 });
  await appendFile(join(root, 'cups-files.conf'), `ServerBin ${bin}\n`);
}
