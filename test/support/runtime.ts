/** How the launchers run the agent (docs/decisions/runtime.md, memory.md), for tests that start it themselves. */

export const RUNTIME_FLAGS: readonly string[] = [
  '--max-semi-space-size=1',
  '--disable-warning=ExperimentalWarning',
];

export const RUNTIME_ENV: Readonly<Record<string, string>> = {
  MALLOC_ARENA_MAX: '1',
  MALLOC_TRIM_THRESHOLD_: '131072',
};
