/** Which program tells of sleep and wake on each system, and how its lines read. */
import type { PowerSource } from './power-monitor.ts';
import type { PowerSignals } from './power-events.ts';
import { POWERSHELL } from '../system-command.ts';

/** Runs a program that does not look at its standard input until that ends. */
function untilInputEnds(program: string): readonly [string, ...string[]] {
  return ['/bin/sh', '-c', `${program} </dev/null & p=$!; read -r _; kill $p; wait $p`];
}

/**
 * The signal `PrepareForSleep` of systemd-logind, true before and false after
 * (org.freedesktop.login1(5)). A delay lock of systemd-inhibit(1) gives time to tell the peers.
 */
export const LINUX: PowerSource = {
  argv: untilInputEnds(
    'gdbus monitor --system --dest org.freedesktop.login1 --object-path /org/freedesktop/login1',
  ),
  signalOf: (line) => {
    const before = /\.Manager\.PrepareForSleep \((true|false),?\)/.exec(line)?.[1];
    return before === undefined ? undefined : before === 'true' ? 'sleep' : 'wake';
  },
  delay: [
    'systemd-inhibit',
    '--what=sleep',
    '--mode=delay',
    '--who=Hallway',
    '--why=Tells the colleagues that this PC sleeps',
    'cat',
  ],
};

const plainWord = (line: string): keyof PowerSignals | undefined =>
  line === 'sleep' || line === 'wake' ? line : undefined;

/** NSWorkspace's notifications `willSleep` and `didWake`, through JavaScript for Automation. */
const WORKSPACE = `
ObjC["import"]("AppKit");
const say = (word) => $.NSFileHandle.fileHandleWithStandardOutput.writeData(
  $(word + "\\n").dataUsingEncoding($.NSUTF8StringEncoding));
ObjC.registerSubclass({ name: "HallwayPower", methods: {
  "sleep:": { types: ["void", ["id"]], implementation: () => say("sleep") },
  "wake:": { types: ["void", ["id"]], implementation: () => say("wake") } } });
const power = $.HallwayPower.alloc.init;
const center = $.NSWorkspace.sharedWorkspace.notificationCenter;
center.addObserverSelectorNameObject(power, "sleep:", $.NSWorkspaceWillSleepNotification, $());
center.addObserverSelectorNameObject(power, "wake:", $.NSWorkspaceDidWakeNotification, $());
$.NSRunLoop.currentRunLoop.run;`;

export const MACOS: PowerSource = {
  argv: untilInputEnds(`/usr/bin/osascript -l JavaScript -e '${WORKSPACE}'`),
  signalOf: plainWord,
};

/**
 * Win32_PowerManagementEvent: 4 before it sleeps, 7 and 18 after. The wait ends once a minute to
 * see whether the agent is still there.
 */
const POWER_EVENTS = [
  "$watcher = New-Object Management.ManagementEventWatcher 'SELECT * FROM Win32_PowerManagementEvent'",
  '$watcher.Options.Timeout = [TimeSpan]::FromSeconds(60)',
  '$ended = [Console]::In.ReadLineAsync()',
  'while (-not $ended.IsCompleted) { try { $type = $watcher.WaitForNextEvent().EventType } catch { continue }' +
    " if ($type -eq 4) { [Console]::Out.WriteLine('sleep') }" +
    " elseif ($type -eq 7 -or $type -eq 18) { [Console]::Out.WriteLine('wake') } }",
].join('; ');

export const WINDOWS: PowerSource = {
  argv: [...POWERSHELL, POWER_EVENTS],
  signalOf: plainWord,
};
