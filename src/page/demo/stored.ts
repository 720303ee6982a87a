/** What this browser remembers of the demonstration: who held the phones, and how far the tour is. */
import { localShelf } from '../storage.ts';
import { STEPS } from './tour.ts';

const PHONES = 'tusoi:demo:phones';
const TOUR = 'tusoi:demo:tour';

/** Whoever is kept and known; else those the server names. */
export function storedPhones(cast: readonly string[], known: ReadonlySet<string>): readonly string[] {
  const kept = (localShelf().getItem(PHONES) ?? '').split(',');
  const fits =
    kept.length === cast.length && new Set(kept).size === kept.length && kept.every((code) => known.has(code));
  return fits ? kept : cast;
}

export function storePhones(phones: readonly string[]): void {
  localShelf().setItem(PHONES, phones.join(','));
}

/** The step of the tour one is at; undefined once it was closed, for ever. */
export function storedStep(): number | undefined {
  const kept = localShelf().getItem(TOUR);
  if (kept === 'closed') return undefined;
  const step = Number(kept ?? '0');
  return Number.isInteger(step) && step >= 0 && step < STEPS.length ? step : 0;
}

export function storeStep(step: number | undefined): void {
  localShelf().setItem(TOUR, step === undefined ? 'closed' : String(step));
}
