import { css } from 'lit';

/** The history sheet and a run in it. */
export const historyStyles = css`
  .panel-filters {
    display: flex;
    flex: none;
    flex-wrap: wrap;
    gap: 2px;
    padding: var(--_space-3) calc(var(--_space-6) - 11px);
    border-block-end: 1px solid var(--_border);
  }
  .panel-filter {
    flex: none;
    min-block-size: var(--_control);
    padding: 2px 11px;
    border: 0;
    border-radius: var(--_radius-control);
    background: none;
    color: var(--_text-muted);
    font: inherit;
    cursor: pointer;
  }
  .panel-filter:hover {
    background: var(--_hover);
    color: var(--_text);
  }
  .panel-filter[aria-pressed='true'] {
    background: color-mix(in oklab, var(--_text) 9%, transparent);
    color: var(--_text);
    font-weight: var(--_weight-medium);
  }
  .panel-filter:focus-visible {
    outline-offset: 0;
  }
  .panel-list {
    flex: 1;
    min-block-size: 0;
    overflow-y: auto;
    overscroll-behavior: contain;
  }
  .day {
    position: sticky;
    inset-block-start: 0;
    z-index: 1;
    padding: var(--_space-2) var(--_space-6);
    border-block-end: 1px solid var(--_border);
    background: var(--_surface-sunken);
    color: var(--_text-muted);
    font-size: var(--_size-small);
    font-weight: var(--_weight-medium);
  }
  .runs {
    padding: 0;
    border-block-end: 1px solid var(--_border);
    list-style: none;
  }
  .runs > li {
    content-visibility: auto;
    contain-intrinsic-block-size: auto 64px;
  }
  .runs > li + li {
    border-block-start: 1px solid var(--_border);
  }
  .run {
    display: grid;
    grid-template-columns: 16px minmax(0, 1fr) auto;
    gap: 0 var(--_space-3);
    inline-size: 100%;
    padding: var(--_space-3) var(--_space-6);
    border: 0;
    background: none;
    color: inherit;
    font: inherit;
    text-align: start;
  }
  .run--open {
    cursor: pointer;
  }
  .run--open:hover {
    background: var(--_hover);
  }
  .run:focus-visible {
    outline-offset: -2px;
  }
  .run > .glyph {
    margin-block-start: 2px;
    color: var(--_tone);
  }
  .run .what {
    font-weight: var(--_weight-medium);
    overflow-wrap: anywhere;
  }
  .run :is(.message, .by, .when > time) {
    display: block;
  }
  .run .message {
    color: var(--_text-muted);
    font-size: var(--_size-small);
    overflow-wrap: anywhere;
    text-wrap: pretty;
  }
  .run .when {
    max-inline-size: 160px;
    color: var(--_text-muted);
    font-size: var(--_size-small);
    font-variant-numeric: tabular-nums;
    text-align: end;
  }
  .panel-empty {
    display: grid;
    justify-items: center;
    gap: var(--_space-2);
    padding: calc(var(--_space-8) * 2) var(--_space-6);
    text-align: center;
    text-wrap: balance;
  }
  .panel-empty h3 {
    font-size: var(--_size-title);
    font-weight: var(--_weight-strong);
  }
  .panel-empty p {
    color: var(--_text-muted);
  }
  .panel-empty .button {
    margin-block-start: var(--_space-2);
  }
  .panel-bones {
    display: grid;
    gap: var(--_space-4);
    padding: var(--_space-5) var(--_space-6);
  }
  .panel-bone {
    block-size: 38px;
    border-radius: var(--_radius-control);
    background: color-mix(in oklab, var(--_text) 9%, var(--_surface));
    opacity: 0;
    animation: panel-bone var(--_base) 200ms forwards;
  }
  @keyframes panel-bone {
    to {
      opacity: 1;
    }
  }

  .facts {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(110px, 1fr));
    gap: var(--_space-3) var(--_space-5);
  }
  .facts dt {
    color: var(--_text-muted);
    font-size: var(--_size-small);
  }
  .facts dd {
    font-variant-numeric: tabular-nums;
  }
  .run-part {
    display: grid;
    gap: 10px;
  }
  .subhead {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    font-weight: var(--_weight-strong);
  }
  .timeline {
    padding: 0;
    list-style: none;
  }
  .timeline > li {
    position: relative;
    display: grid;
    grid-template-columns: 16px minmax(0, 1fr) auto;
    gap: 0 var(--_space-3);
    padding-block-end: var(--_space-4);
  }
  .timeline > li:not(:last-child)::before {
    content: '';
    position: absolute;
    inset-block: 20px 0;
    inset-inline-start: 7px;
    inline-size: 2px;
    background: var(--_border);
  }
  .timeline > li:is(.is-broken, .is-pending)::before {
    background: repeating-linear-gradient(var(--_border-control) 0 3px, transparent 3px 7px);
  }
  .timeline > li:last-child {
    padding-block-end: 0;
  }
  .timeline > li > .glyph {
    margin-block-start: 2px;
    color: var(--_tone);
  }
  .timeline .is-pending {
    color: var(--_text-muted);
  }
  .timeline .step-detail {
    grid-column: 2 / -1;
    color: var(--_text-muted);
    font-size: var(--_size-small);
    overflow-wrap: anywhere;
  }
  .timeline .step-detail.is-tone {
    color: var(--_danger);
  }
  .timeline .took {
    color: var(--_text-muted);
    font-size: var(--_size-small);
    font-variant-numeric: tabular-nums;
  }
  .log {
    display: grid;
    grid-template-columns: auto auto minmax(0, 1fr);
    align-content: start;
    gap: 3px var(--_space-3);
    max-block-size: 360px;
    padding: var(--_space-3) var(--_space-4);
    border-radius: var(--_radius-control);
    background: var(--_surface-sunken);
    font-family: var(--_font-mono);
    font-size: var(--_size-caption);
    line-height: 1.5;
    text-align: left;
    overflow-y: auto;
    overflow-wrap: anywhere;
    overscroll-behavior: contain;
  }
  .log :is(.at, .level) {
    color: var(--_text-muted);
  }
  .log .line {
    white-space: pre-wrap;
  }
  .log .is-error {
    color: var(--_danger);
    font-weight: 600;
  }
  @media (height < 420px) {
    .panel-list {
      overflow: visible;
    }
    .log {
      max-block-size: none;
    }
  }
  @media (forced-colors: active) {
    .panel-filter[aria-pressed='true'] {
      background: Highlight;
      color: HighlightText;
      forced-color-adjust: none;
    }
    .timeline > li::before {
      forced-color-adjust: none;
    }
    .panel-bone,
    .log {
      border: 1px solid CanvasText;
    }
  }
`;
