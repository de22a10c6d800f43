/** Lists of addresses: newest first, each once, never too many. */
import type { Target } from '../../net/tls-link.ts';

export const MAX_TARGETS = 8;

export function targetKey({ host, port }: Target): string {
  return `${host} ${port}`;
}

export function mergedTargets(
  newer: readonly Target[],
  older: readonly Target[],
  most = MAX_TARGETS,
): Target[] {
  const byAddress = new Map<string, Target>();
  for (const { host, port } of [...newer, ...older]) {
    const key = targetKey({ host, port });
    if (!byAddress.has(key)) byAddress.set(key, { host, port });
  }
  return Array.from(byAddress.values()).slice(0, most);
}
