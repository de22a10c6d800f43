/** What Windows and macOS can be asked. Neither was run on a real one so far. */
import type { NetworkInterfaceInfo } from 'node:os';
import { POWERSHELL, systemCommands } from '../system-command.ts';

const TIMEOUT_MS = 20_000;

/** `ConnectionCost.NetworkCostType` of Windows.Networking.Connectivity: 1 is unrestricted. */
const COST = [
  '[void][Windows.Networking.Connectivity.NetworkInformation, Windows, ContentType=WindowsRuntime]',
  '$way = [Windows.Networking.Connectivity.NetworkInformation]::GetInternetConnectionProfile()',
  'if ($way) { [int]$way.GetConnectionCost().NetworkCostType }',
].join('; ');

export async function windowsCost(run = systemCommands(TIMEOUT_MS)): Promise<boolean | undefined> {
  const output = await run(...POWERSHELL, COST);
  return output?.code === 0 ? isCostly(output.stdout) : undefined;
}

/** 0 unknown, 1 unrestricted, 2 fixed, 3 variable. */
export function isCostly(text: string): boolean | undefined {
  const cost = text.trim();
  return cost === '1' ? false : cost === '2' || cost === '3' ? true : undefined;
}

/** macOS tells no program of a command line; an iPhone's hotspot always has these addresses. */
export function isHotspot(
  adapters: Readonly<Record<string, readonly Pick<NetworkInterfaceInfo, 'address'>[] | undefined>>,
): boolean {
  return Object.values(adapters).some((addresses) =>
    addresses?.some(({ address }) => /^172\.20\.10\.(?:[2-9]|1[0-4])$/.test(address)),
  );
}
