/** How fast bytes may go out, as whoever sends them needs to know it. */
export interface Pace {
  /** Of so many bytes: how many are best sent at once. */
  slice(bytes: number): number;
  /** Undefined: so many bytes may go now. Otherwise resolves when they may. */
  wait(bytes: number): Promise<void> | undefined;
}

/** Writes all of a view, in parts where there is a limit. `write` resolves when its part was taken. */
export async function inPace<View extends Uint8Array>(
  view: View,
  pace: Pace,
  write: (part: View) => Promise<void>,
): Promise<void> {
  for (let at = 0; at < view.length; ) {
    const part = view.subarray(at, at + pace.slice(view.length - at)) as View;
    at += part.length;
    const wait = pace.wait(part.length);
    if (wait) await wait;
    await write(part);
  }
}
