import { css } from 'lit';

/**
 * The host takes part in the page's layout and nothing else: display, margin, size and `hidden` belong to the page. Everything of ours
 * stands in one inner root, which starts from the initial value of every property, so that what a careless page sets on `*` or on an
 * ancestor stays outside. Font family, colour, direction, colour scheme and visibility are inherited on purpose.
 */
export const hostStyles = css`
  :host {
    display: block;
  }
  :host([hidden]) {
    display: none;
  }
  .root {
    all: initial;
    display: block;
    block-size: 100%;
    box-sizing: border-box;
    color: inherit;
    color-scheme: inherit;
    visibility: inherit;
    pointer-events: inherit;
    -webkit-font-smoothing: inherit;
    -webkit-text-size-adjust: 100%;
    text-size-adjust: 100%;
    font-family: var(--_font);
    font-size: var(--_size);
    font-weight: 400;
    line-height: 1.45;
    text-align: left;
    overflow-wrap: break-word;
  }
  .root:dir(rtl) {
    text-align: right;
  }
  /* Words of a left-to-right language on a right-to-left page, for want of a translation: each text keeps its own direction. */
  .root[data-words='ltr']:dir(rtl) :is(p, h2, h3, dt, dd, li, button, a, span, strong, b, time) {
    unicode-bidi: plaintext;
  }
  :host([theme='light']),
  :host([theme='light']) .root {
    color-scheme: light;
  }
  :host([theme='dark']),
  :host([theme='dark']) .root {
    color-scheme: dark;
  }
  :where(.root *) {
    box-sizing: border-box;
    margin: 0;
  }
  :where(.root [hidden]) {
    display: none !important;
  }
  :where(.root h2, .root h3, .root h4) {
    font-size: inherit;
    font-weight: inherit;
  }
  .visually-hidden {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  .numeric {
    font-variant-numeric: tabular-nums;
  }
  bdi {
    unicode-bidi: isolate;
  }
  .code {
    font-family: var(--_font-mono);
    font-size: 0.92em;
  }
  :is(a, button, input, select, textarea, summary, [tabindex]):focus-visible {
    outline: 2px solid var(--_focus);
    outline-offset: 2px;
  }
  .tone-neutral {
    --_tone: var(--_text-muted);
  }
  .tone-accent {
    --_tone: var(--_accent-text);
  }
  .tone-success {
    --_tone: var(--_success);
  }
  .tone-warning {
    --_tone: var(--_warning);
  }
  .tone-danger {
    --_tone: var(--_danger);
  }
`;
