/** How far long sounds and films were played in this browser, and how it repeats and mixes. */
import { Repeat } from './play-queue.ts';

const PLACES = 'hallway.played';
const HABITS = 'hallway.player';
/** What is shorter begins anew. */
const LONG_S = 120;
/** So near its beginning or end nobody wants to go on. */
const EDGE_S = 15;
const MOST = 100;

export interface Habits {
  mixed: boolean;
  repeat: Repeat;
}

/** Seconds to go on from; 0 for the beginning. */
export function playedTo(key: string): number {
  const seconds = read<Record<string, number>>(PLACES)?.[key];
  return typeof seconds === 'number' && seconds > 0 ? seconds : 0;
}

export function notePlayed(key: string, seconds: number, duration: number): void {
  const { [key]: _before, ...others } = read<Record<string, number>>(PLACES) ?? {};
  const kept = Object.entries(others).slice(-MOST + 1);
  const inside = duration >= LONG_S && seconds > EDGE_S && seconds < duration - EDGE_S;
  write(PLACES, Object.fromEntries(inside ? [...kept, [key, Math.floor(seconds)]] : kept));
}

export function habits(): Habits {
  const { mixed, repeat } = read<Partial<Habits>>(HABITS) ?? {};
  return { mixed: mixed === true, repeat: repeat && repeat in Repeat ? repeat : Repeat.off };
}

export function noteHabits(value: Habits): void {
  write(HABITS, value);
}

function read<T extends object>(key: string): T | undefined {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(key) ?? 'null');
    return typeof value === 'object' && value !== null ? (value as T) : undefined;
  } catch {
    return undefined;
  }
}

function write(key: string, value: object): void {
  try {
    localStorage.setItem(key, JSON.stringify(value));
  } catch {
    // Some browsers keep nothing.
  }
}
