import { html, nothing, type TemplateResult } from 'lit';
import type { HistoryEntry } from '../../../contract/history.js';
import type { RunDetails } from '../../../contract/run.js';
import type { Messages } from '../../../localization/messages.js';
import { type GlyphName, glyph } from '../../shared/marks/glyph.js';

/** Shape and tone of an outcome. A word that a newer backend knows is drawn neutral. */
export interface OutcomeSign {
  readonly glyph: GlyphName;
  readonly tone: 'neutral' | 'accent' | 'success' | 'danger';
}

const signs: Readonly<Record<string, OutcomeSign>> = {
  queued: { glyph: 'ring', tone: 'neutral' },
  running: { glyph: 'arc', tone: 'accent' },
  succeeded: { glyph: 'disc', tone: 'success' },
  failed: { glyph: 'octagon', tone: 'danger' },
  cancelled: { glyph: 'minus', tone: 'neutral' },
};
const unknown: OutcomeSign = { glyph: 'ring', tone: 'neutral' };

export const outcomeSign = (outcome: string): OutcomeSign =>
  (Object.hasOwn(signs, outcome) ? signs[outcome] : undefined) ?? unknown;

/** The shape of an outcome, and its word for those who do not see it. */
export function outcomeGlyph({ history }: Messages, outcome: string): TemplateResult {
  const words: Readonly<Record<string, string>> = history.outcome;
  const word = Object.hasOwn(words, outcome) ? words[outcome] : undefined;
  return html`${glyph(outcomeSign(outcome).glyph)}${word === undefined ? nothing : html`<span class="visually-hidden">${word}</span>`}`;
}

/** "Sync now failed"; for what is no run, its kind. */
export function entryTitle({ history }: Messages, { kind, action, outcome }: HistoryEntry): string {
  if (kind !== 'run') return Object.hasOwn(history.kind, kind) ? history.kind[kind] : (action ?? kind);
  const name = action ?? history.kind.run;
  return Object.hasOwn(history.named, outcome) ? history.named[outcome](name) : name;
}

export interface Day {
  readonly key: string;
  readonly label: string;
  readonly entries: readonly HistoryEntry[];
}

/** Entries by the reader's calendar day, in the order they come. */
export function byDay(
  entries: readonly HistoryEntry[],
  { history }: Messages,
  dayName: (instant: string) => string,
  now: number = Date.now(),
): readonly Day[] {
  const dayOf = (instant: number | string) => new Date(instant).toDateString();
  const yesterday = new Date(now);
  yesterday.setDate(yesterday.getDate() - 1);
  const names = new Map([
    [dayOf(now), history.today],
    [yesterday.toDateString(), history.yesterday],
  ]);
  const days: { key: string; label: string; entries: HistoryEntry[] }[] = [];
  for (const entry of entries) {
    const key = dayOf(entry.at);
    const last = days.at(-1);
    if (last?.key === key) last.entries.push(entry);
    else days.push({ key, label: names.get(key) ?? dayName(entry.at), entries: [entry] });
  }
  return days;
}

/** Milliseconds from start to end, or until now. */
export function runDuration({ startedAt, finishedAt }: RunDetails, now: number = Date.now()): number | undefined {
  if (startedAt === undefined) return undefined;
  const duration = (finishedAt === undefined ? now : Date.parse(finishedAt)) - Date.parse(startedAt);
  return Number.isFinite(duration) ? Math.max(0, duration) : undefined;
}

/** The log as text, a line a line. */
export const logText = ({ log }: RunDetails): string => log.map(({ at, level, text }) => `${at} ${level} ${text}`).join('\n');
