/**
 * A bare Debian in a folder: debootstrap's smallest, from where this machine gets its own packages.
 * Programs in it see its files alone (chroot), with processes and devices of this machine.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What the package wants of it (installers/linux/deb.ts); setpriv and getent are of every Debian. */
const NEEDED = 'libatomic1,libstdc++6';

export class BareDebian {
  readonly root: string;

  private constructor(root: string) {
    this.root = root;
  }

  /** One that was made before. */
  static at(root: string): BareDebian {
    const debian = new BareDebian(root);
    if (!existsSync(join(root, 'proc', 'self')))
      execFileSync('mount', ['-t', 'proc', 'proc', join(root, 'proc')]);
    return debian;
  }

  /** Of this machine's own release, with what the package needs, unless another is told. */
  static make(root: string, other?: string, needed = NEEDED): BareDebian {
    const [mirror = ''] = execFileSync(
      'apt-get',
      ['indextargets', '--format', '$(REPO_URI)', 'Created-By: Packages'],
      { encoding: 'utf8' },
    ).split('\n');
    const own = /VERSION_CODENAME=(\w+)/.exec(
      execFileSync('cat', ['/etc/os-release'], { encoding: 'utf8' }),
    )?.[1];
    execFileSync(
      'debootstrap',
      ['--variant=minbase', `--include=${needed}`, other ?? own ?? 'stable', root, mirror],
      { stdio: ['ignore', 'ignore', 2] },
    );
    // No service starts by itself in it.
    writeFileSync(join(root, 'usr/sbin/policy-rc.d'), '#!/bin/sh\nexit 101\n', { mode: 0o755 });
    return BareDebian.at(root);
  }

  /** Leaves it as it is. */
  leave(): void {
    spawnSync('umount', ['-l', join(this.root, 'proc')]);
  }

  remove(): void {
    this.leave();
    rmSync(this.root, { recursive: true, force: true });
  }

  /** Words before a command so that it runs in here, as root or as `user`. */
  inside(user = 'root', env: Readonly<Record<string, string>> = {}): string[] {
    const home = user === 'root' ? '/root' : `/home/${user}`;
    const words = Object.entries(env).map(([name, value]) => `${name}=${value}`);
    const clean = ['env', '-i', `HOME=${home}`, 'PATH=/usr/sbin:/usr/bin:/sbin:/bin', ...words];
    return ['chroot', `--userspec=${user}:${user}`, this.root, ...clean];
  }

  /** Runs a command to its end as root; throws where it fails, with what it said. */
  run(argv: readonly string[], env: Readonly<Record<string, string>> = {}): string {
    const [program = '', ...rest] = [...this.inside('root', env), ...argv];
    const { status, stdout, stderr } = spawnSync(program, rest, { encoding: 'utf8' });
    if (status !== 0) throw new Error(`${argv.join(' ')}: ${stdout}${stderr}`);
    return stdout;
  }

  addPerson(name: string): void {
    this.run(['useradd', '--create-home', name]);
  }

  /** A file of this machine gets into it. */
  copy(from: string, to: string): void {
    mkdirSync(join(this.root, to, '..'), { recursive: true });
    execFileSync('cp', [from, join(this.root, to)]);
  }

  /** Every path in it, less what comes and goes with any package or process. */
  paths(): string[] {
    const passing = /^(proc|sys|dev|tmp|run|var\/(log|cache|lib\/(dpkg|apt)|tmp))(\/|$)/;
    const found: string[] = [];
    const walk = (folder: string): void => {
      for (const item of readdirSync(join(this.root, folder), { withFileTypes: true })) {
        const path = folder === '' ? item.name : `${folder}/${item.name}`;
        if (passing.test(path)) continue;
        found.push(path);
        if (item.isDirectory()) walk(path);
      }
    };
    walk('');
    return found.sort();
  }
}
