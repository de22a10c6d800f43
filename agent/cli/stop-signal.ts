/** When a foreground command is told to end: by a signal, or because who started it is gone. */

/** Ctrl-C reaches a process from the terminal and again through npm; within this time it is one. */
const ONE_REQUEST_MS = 1500;

export interface StopSignal {
  /** Resolves at the first request. A second one, later, ends the process as the system does. */
  readonly requested: Promise<void>;
  dispose(): void;
}

/** How often a process that npm started looks whether npm's shell still lives. */
const PARENT_EVERY_MS = 1000;

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export function stopRequested(): StopSignal {
  let resolveRequested: () => void = () => {};
  let patience: NodeJS.Timeout | undefined;
  let following: NodeJS.Timeout | undefined;
  const dispose = (): void => {
    clearTimeout(patience);
    clearInterval(following);
    for (const signal of SIGNALS) process.off(signal, onSignal);
    process.off('disconnect', onSignal);
  };
  const onSignal = (): void => {
    resolveRequested();
    // Without listeners the system's own behaviour is back.
    patience ??= setTimeout(dispose, ONE_REQUEST_MS);
    patience.unref();
  };
  const requested = new Promise<void>((resolve) => {
    resolveRequested = resolve;
  });
  for (const signal of SIGNALS) process.on(signal, onSignal);
  // npm hands a signal to the shell between itself and this process, and the shell keeps it to
  // itself. `npm start` asks for this look; an agent that was started otherwise does nothing.
  if (process.env['HALLWAY_FOLLOW_PARENT']) {
    const parent = process.ppid;
    following = setInterval(() => process.ppid !== parent && onSignal(), PARENT_EVERY_MS);
    following.unref();
  }
  // A parent that started this with a channel (`demo`) may be killed without saying goodbye.
  process.on('disconnect', onSignal);
  return { requested, dispose };
}
