/** The quick action of the Finder has the form that macOS wants; nothing here runs it. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { bytesOf } from '../../installers/archive/entry.ts';
import { quickAction } from '../../installers/archives.ts';
import { read } from '../support/sources.ts';
import { temporaryFolder } from '../support/temporary.ts';

const entries = quickAction((name) => read(`installers/macos/${name}`));
const text = (name: string): string => {
  const entry = entries.find(({ path }) => path.endsWith(`/${name}`));
  return entry ? bytesOf(entry).toString() : '';
};

describe('installers: the quick action of the Finder', () => {
  it('is a service for files that hands them on as arguments', function () {
    if (!existsSync('/usr/bin/python3')) this.skip();
    const json = (name: string): Record<string, unknown> => {
      const script =
        'import plistlib, json, sys; print(json.dumps(plistlib.loads(sys.stdin.buffer.read())))';
      const said = execFileSync('/usr/bin/python3', ['-c', script], { input: text(name) });
      return JSON.parse(said.toString()) as Record<string, unknown>;
    };
    const [service] = json('Info.plist')['NSServices'] as Record<string, unknown>[];
    assert.deepEqual(service?.['NSMenuItem'], { default: 'Send with Hallway' });
    assert.equal(service?.['NSMessage'], 'runWorkflowAsService');
    assert.deepEqual(service?.['NSSendFileTypes'], ['public.item']);
    const workflow = json('document.wflow');
    const meta = workflow['workflowMetaData'] as Record<string, unknown>;
    assert.equal(meta['workflowTypeIdentifier'], 'com.apple.Automator.servicesMenu');
    assert.equal(meta['serviceInputTypeIdentifier'], 'com.apple.Automator.fileSystemObject');
    const [{ action }] = workflow['actions'] as [{ action: { ActionParameters: object } }];
    // 1: as arguments, not on standard input.
    assert.equal((action.ActionParameters as { inputMethod: number }).inputMethod, 1);
  });

  it('hands on every name as it is', () => {
    const folder = temporaryFolder();
    try {
      const program = 'Applications/Hallway.app/Contents/Resources/hallway/hallway';
      const place = join(folder.path, program);
      mkdirSync(dirname(place), { recursive: true });
      writeFileSync(place, `#!/bin/sh\nprintf '%s\\0' "$@" > "$HOME/got"\n`, { mode: 0o755 });
      const [, command = ''] =
        /COMMAND_STRING<\/key>\s*<string>([^<]*)</.exec(text('document.wflow')) ?? [];
      const names = ['/a b', '/it\'s "x"', '/100% $HOME `id`', '/Müller', '/-x'];
      execFileSync('/bin/sh', ['-c', command, '-', ...names], { env: { HOME: folder.path } });
      const got = readFileSync(join(folder.path, 'got'), 'utf8').split('\0');
      assert.deepEqual(got, ['send-to', ...names, '']);
    } finally {
      folder.remove();
    }
  });

  it('is called as the languages of the dashboard call it, and comes and goes with the app', () => {
    const languages = entries.flatMap(({ path }) => /([\w-]+)\.lproj/.exec(path)?.[1] ?? []);
    assert.deepEqual(languages, ['de', 'fr', 'es', 'zh-Hans']);
    for (const script of ['install.sh', 'uninstall.sh'])
      assert.ok(read(`installers/macos/${script}`).includes('Send with Hallway.workflow'), script);
  });
});
