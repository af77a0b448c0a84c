import type { Connection } from '../../contract/connection.js';
import { onceFor } from '../../contract/rules/once-for.js';
import type { DataFlowLabel, Widget } from '../../contract/widget.js';

export const filters = ['all', 'active', 'inactive', 'attention'] as const;
export type Filter = (typeof filters)[number];

/** As they stand below each other. */
export const sections = ['yours', 'available'] as const;
export type Section = (typeof sections)[number];

const needsPerson = ({ expired, attention, authorization, lastRun }: Connection): boolean =>
  expired || attention !== undefined || authorization?.question !== undefined || lastRun?.status === 'failed';

const isActive = (widget: Widget): boolean => widget.connections.some(({ authenticated }) => authenticated);

export function passes(widget: Widget, filter: Filter): boolean {
  if (filter === 'all') return true;
  if (filter === 'attention') return widget.connections.some(needsPerson);
  return isActive(widget) === (filter === 'active');
}

/** Seed: "Data Flow Label". What goes both ways goes in as well as out. */
export function hasLabel(widget: Widget, label: DataFlowLabel | undefined): boolean {
  return label === undefined || widget.label === label || (widget.label === 'bi_directional' && label !== 'bi_directional');
}

const plain = (text: string): string => text.normalize('NFKD').replace(/\p{M}/gu, '').toLocaleLowerCase();
/** What is searched in, made once: a key press asks every widget. */
const textOf = onceFor(({ name, description = '' }: Widget) => plain(`${name} ${description}`));

/** Every word of the search is in the name or the description, whatever its case and accents. */
export function matching(search: string): (widget: Widget) => boolean {
  const words = plain(search).split(/\s+/u);
  if (words.every((word) => word === '')) return () => true;
  return (widget) => {
    const text = textOf(widget);
    return words.every((word) => text.includes(word));
  };
}

/** Somebody has begun with it: it is, or was, signed in to something. */
export function sectionOf(widget: Widget): Section {
  const begun = widget.connections.some(
    ({ active, credentials }) => active || credentials.some(({ status }) => status !== 'missing'),
  );
  return begun ? 'yours' : 'available';
}

/**
 * The section of each card, chosen when a card is first seen: it never moves under the pointer. Likewise what a filter shows is
 * chosen when the filter is pressed, so that connecting a card does not take it away.
 */
export class Listing {
  readonly #sections = new Map<string, Section>();
  #filter: Filter = 'all';
  #passed: ReadonlySet<string> = new Set();
  #known: ReadonlySet<string> = new Set();

  get filter(): Filter {
    return this.#filter;
  }

  choose(filter: Filter, widgets: readonly Widget[]): void {
    this.#filter = filter;
    this.#passed = new Set(widgets.filter((widget) => passes(widget, filter)).map(({ key }) => key));
    this.#known = new Set(widgets.map(({ key }) => key));
  }

  section(widget: Widget): Section {
    const known = this.#sections.get(widget.key);
    if (known !== undefined) return known;
    const section = sectionOf(widget);
    this.#sections.set(widget.key, section);
    return section;
  }

  shows(widget: Widget): boolean {
    return this.#known.has(widget.key) ? this.#passed.has(widget.key) : passes(widget, this.#filter);
  }

  /** Forgets everything: another session's widgets come. */
  reset(): void {
    this.#sections.clear();
    this.choose('all', []);
  }
}
