import { html, nothing } from 'lit';

/** What a person has to tick next time, in the words of the service. */
export const tickView = (missing: readonly string[] = [], label: string): unknown =>
  missing.length === 0
    ? nothing
    : html`<p>${label}: ${missing.map((words, index) => html`${index > 0 ? ', ' : ''}<q><bdi>${words}</bdi></q>`)}</p>`;
