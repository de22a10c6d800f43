/** What is shown on this PC's screen or played along with another one, and how it is controlled. */
import { controlScreen, playAlong } from '../../../src/api/local-screen.ts';
import type { Show, ShowAction } from '../../../src/model/screen.ts';
import { ask } from '../../data/agent-client.ts';
import { attempt } from '../notices.ts';
import { office } from '../office.ts';

export interface Shown {
  /** Whose screen it is. */
  screen: string;
  show: Show;
  /** It is this PC's. */
  here: boolean;
}

export function shownNow(): Shown | undefined {
  const { here, along } = office.get('screen') ?? {};
  if (here) return { screen: office.ownId ?? '', show: here, here: true };
  return along ? { ...along, here: false } : undefined;
}

/** Where it is now, in seconds; less than its beginning before that. `now`: of the agent's clock. */
export function placeOf({ playing, position, at }: Show, now: number): number {
  return playing ? position + (now - at) / 1000 : position;
}

export function control({ screen, show: { id } }: Shown, body: ShowAction): void {
  void attempt(() => ask(controlScreen, { params: { screen, id }, body }));
}

/** Plays no longer along; it goes on at the other PC. */
export function leave(): void {
  void attempt(() => ask(playAlong, { body: { screen: null } }));
}
