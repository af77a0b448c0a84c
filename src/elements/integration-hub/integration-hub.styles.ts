import { css } from 'lit';

export const hubStyles = css`
  .root {
    container: integration-hub / inline-size;
    /* Where the page lets the hub shrink to its content (a flex row), it has one card's width, not none. */
    contain-intrinsic-inline-size: 300px;
    block-size: auto;
  }
  [part='toolbar'] {
    display: grid;
    grid-template: 'search filters label' auto / minmax(200px, 264px) minmax(0, 1fr) auto;
    align-items: center;
    gap: var(--_space-3) var(--_space-4);
    margin-block-end: var(--_space-6);
  }
  [part='toolbar'].is-narrow {
    grid-template: 'search filters' auto / minmax(200px, 264px) minmax(0, 1fr);
  }
  [part='search'] {
    grid-area: search;
    position: relative;
  }
  [part='search'] > .icon {
    position: absolute;
    inset-block-start: calc(50% - 8px);
    inset-inline-start: 10px;
    color: var(--_text-muted);
    pointer-events: none;
  }
  [part='search'] > .input {
    padding-inline-start: 34px;
  }
  [part='filters'] {
    grid-area: filters;
    display: flex;
    gap: 2px;
    padding: 3px;
    margin: -3px;
    overflow-x: auto;
    scrollbar-width: none;
  }
  .filter {
    display: inline-flex;
    align-items: center;
    gap: 6px;
    flex: none;
    min-block-size: var(--_control);
    padding: 2px 11px;
    border: 0;
    border-radius: var(--_radius-control);
    background: none;
    color: var(--_page-text-muted);
    font: inherit;
    cursor: pointer;
  }
  .filter:hover {
    background: color-mix(in oklab, var(--_page-text) 6%, transparent);
    color: var(--_page-text);
  }
  .filter[aria-pressed='true'] {
    background: color-mix(in oklab, var(--_page-text) 9%, transparent);
    color: var(--_page-text);
    font-weight: var(--_weight-medium);
  }
  .filter:focus-visible {
    outline-offset: 0;
  }
  .count {
    font-variant-numeric: tabular-nums;
  }
  .filter .count {
    font-size: var(--_size-caption);
  }
  .filter .glyph {
    color: var(--_danger);
  }
  [part='label-filter'] {
    grid-area: label;
  }
  .select-button {
    gap: 6px;
    font-weight: 400;
  }
  .chevron {
    display: flex;
  }
  [part='section'] + [part='section'] {
    margin-block-start: var(--_space-8);
  }
  [part='section-heading'] {
    display: flex;
    align-items: center;
    gap: var(--_space-2);
    margin-block-end: var(--_space-3);
    color: var(--_page-text);
    font-size: var(--_size-small);
    font-weight: var(--_weight-strong);
    line-height: 1.5;
  }
  [part='section-heading'] > .count {
    color: var(--_page-text-muted);
    font-weight: 400;
  }
  [part='grid'] {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(100%, 300px), 1fr));
    gap: var(--_space-gap);
    padding: 0;
    list-style: none;
  }
  /* A card that is far from the window is not laid out, and still found, focused and read out. What a page draws around a card, such as a
     shadow or an outline, may stand out of its place. */
  [part='grid'] > li {
    min-inline-size: 0;
    content-visibility: auto;
    contain-intrinsic-block-size: auto 15em;
    overflow-clip-margin: 64px;
  }
  /* Out of sight and out of reach, but not taken apart: showing a thousand of them again costs no more than showing one. */
  [part='grid'] > li[hidden] {
    display: block !important;
    position: absolute;
    inline-size: 0;
    block-size: 0;
    contain: strict;
    content-visibility: hidden;
    visibility: hidden;
  }
  @media print {
    [part='grid'] > li:not([hidden]) {
      content-visibility: visible;
    }
  }
  integration-widget {
    block-size: 100%;
  }
  .status-bar {
    margin-block-end: var(--_space-4);
  }
  slot[name='empty'] {
    display: block;
  }
  @container integration-hub (inline-size >= 632px) {
    .is-wide {
      grid-column: span 2;
    }
  }
  @container integration-hub (inline-size < 860px) {
    [part='toolbar'] {
      grid-template: 'search label' auto 'filters filters' auto / minmax(0, 1fr) auto;
    }
    [part='toolbar'].is-narrow {
      grid-template: 'search' auto 'filters' auto / minmax(0, 1fr);
    }
  }
  @container integration-hub (inline-size < 480px) {
    [part='filters'] {
      flex-wrap: wrap;
    }
    .select-button {
      inline-size: calc(var(--_control) + 2px);
      min-block-size: calc(var(--_control) + 2px);
      padding: 0;
    }
    .wide-only {
      display: none;
    }
  }
  @media (forced-colors: active) {
    .filter[aria-pressed='true'] {
      background: Highlight;
      color: HighlightText;
      forced-color-adjust: none;
    }
    .filter[aria-pressed='true'] .glyph {
      color: inherit;
      --_glyph-hole: Highlight;
    }
  }
`;
