import { css } from 'lit';

/** What the fields of a form need beyond the shared controls; also for the fields that a sign-in asks for. */
export const fieldStyles = css`
  textarea.input {
    min-block-size: calc(var(--_control) * 2.4);
    padding-block: 8px;
    resize: vertical;
    field-sizing: content;
    max-block-size: 320px;
  }
  .input--fit {
    max-inline-size: 240px;
  }
  .input:disabled,
  .combobox[data-disabled] {
    border-color: var(--_border);
    background: var(--_surface-sunken);
    color: var(--_text-muted);
    opacity: 1;
    cursor: default;
  }
  :is(.box, .switch):disabled {
    border-color: color-mix(in oklab, var(--_border-control) 60%, var(--_surface));
    background: var(--_surface-sunken);
  }
  .switch:disabled::after {
    background: color-mix(in oklab, var(--_border-control) 60%, var(--_surface));
  }
  .choice:has(:disabled) > .label,
  .switch-row:has(:disabled) .label {
    color: var(--_text-muted);
    cursor: default;
  }
  :is(.box, .switch):disabled:checked {
    border-color: var(--_text-muted);
    background: var(--_text-muted);
    color: var(--_surface);
  }
  .box[type='radio']:disabled:checked,
  .switch:disabled:checked::after {
    background: var(--_surface);
  }
  .box:focus-visible,
  .switch:focus-visible {
    outline-offset: 2px;
  }
  .hint .help {
    display: inline-flex;
    align-items: center;
    gap: 3px;
    color: var(--_accent-text);
    text-underline-offset: 3px;
  }
  .hint span + .help {
    margin-inline-start: 8px;
  }
  .choices {
    display: grid;
    gap: 10px;
    padding-block: 4px;
  }
  .choice > .label {
    cursor: pointer;
  }
  .choices .label {
    font-weight: 400;
  }
  .switch-row > div {
    display: grid;
    gap: 2px;
  }
  .error-summary:focus-visible,
  .group:focus-visible {
    outline-offset: 2px;
  }
  .error-summary p {
    margin-block-start: 4px;
  }
  .error-summary q {
    quotes: none;
    overflow-wrap: anywhere;
  }

  /* Native lists */
  .select-field {
    position: relative;
    display: grid;
    min-inline-size: 0;
  }
  .select-field > select {
    padding-inline-end: 34px;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
    cursor: pointer;
  }
  .select-field > .icon,
  .combobox > .icon {
    align-self: center;
    color: var(--_text-muted);
    pointer-events: none;
  }
  .select-field > .icon {
    position: absolute;
    inset-inline-end: 10px;
  }
  .input--empty,
  .input--empty option[value=''] {
    color: var(--_text-muted);
  }
  .input--empty option {
    color: var(--_text);
  }

  /* Lists with a search */
  .combobox-field {
    position: relative;
    min-inline-size: 0;
    anchor-scope: --integration-combobox;
  }
  .combobox {
    anchor-name: --integration-combobox;
    cursor: text;
  }
  .combobox > .icon {
    margin-inline-end: 5px;
  }
  .combobox > input {
    align-self: stretch;
  }
  .combobox > input:focus-visible {
    outline: 0;
  }
  .combobox > input::placeholder {
    color: var(--_text-muted);
    opacity: 1;
  }
  .combobox > input:disabled {
    color: inherit;
  }
  .chip {
    max-inline-size: calc(100% - 40px);
  }
  .chip-label {
    overflow: hidden;
    padding-inline-end: 9px;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .chip-detail {
    color: var(--_text-muted);
  }
  .chip-label:has(+ button) {
    padding-inline-end: 0;
  }
  .chip button:hover {
    color: var(--_text);
  }
  .listbox {
    max-block-size: 320px;
    color: var(--_text);
    overflow: clip;
  }
  .listbox:is(:popover-open, :not([popover])) {
    display: flex;
    flex-direction: column;
  }
  .listbox-rows {
    min-block-size: 0;
    overflow-y: auto;
    overscroll-behavior: contain;
  }
  .listbox-note {
    flex: none;
  }
  .listbox[popover] {
    position: fixed;
    inset: auto;
    inline-size: anchor-size(width);
    margin: 4px 0;
    position-anchor: --integration-combobox;
    position-area: block-end;
    position-try-fallbacks: flip-block, --integration-combobox-shrunk, --integration-combobox-above;
    position-visibility: anchors-visible;
  }
  @position-try --integration-combobox-shrunk {
    position-area: block-end;
    min-block-size: 132px;
    max-block-size: calc(100% - 8px);
  }
  @position-try --integration-combobox-above {
    position-area: block-start;
    max-block-size: calc(100% - 8px);
  }
  .option {
    row-gap: 0;
    cursor: default;
    content-visibility: auto;
    contain-intrinsic-block-size: auto var(--_control);
  }
  .option:hover {
    background: var(--_hover);
  }
  .option > .hint {
    grid-column: 2 / -1;
    overflow-wrap: anywhere;
  }
  .option[aria-disabled='true'] {
    color: var(--_text-muted);
  }
  .option--command {
    color: var(--_accent-text);
    font-weight: var(--_weight-medium);
  }

  /* Field mapping: each pair is a wire */
  .mapping {
    display: grid;
    gap: var(--_space-2);
    padding: 0;
    list-style: none;
  }
  .mapping > li {
    display: grid;
    grid-template-columns: minmax(0, 1fr) 40px minmax(0, 1fr);
    align-items: center;
    gap: 0 var(--_space-2);
  }
  .mapping-source {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: 8px;
    min-block-size: calc(var(--_control) + 2px);
    padding: 5px 11px;
    border-radius: var(--_radius-control);
    background: var(--_surface-sunken);
    overflow-wrap: anywhere;
  }
  .link-wire {
    position: relative;
    block-size: 1.5px;
    background: var(--_accent-text);
  }
  .link-wire::after {
    content: '';
    position: absolute;
    inset-block-start: -3px;
    inset-inline-end: 0;
    inline-size: 7px;
    block-size: 7px;
    border: solid var(--_accent-text);
    border-width: 1.5px 1.5px 0 0;
    rotate: 45deg;
  }
  .link-wire:dir(rtl)::after {
    rotate: -135deg;
  }
  .is-open > .link-wire {
    background: repeating-linear-gradient(90deg, var(--_border-control) 0 4px, transparent 4px 8px);
  }
  .is-open > .link-wire::after {
    border-color: var(--_border-control);
  }
  .mapping .error {
    grid-column: 3;
    margin-block-start: 4px;
  }

  /* Repeatable group */
  .group-rows {
    display: grid;
    gap: var(--_space-3);
    margin-block-start: 4px;
  }
  .group {
    display: grid;
    gap: var(--_space-3);
    padding: var(--_space-4);
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
  }
  .group-head {
    display: flex;
    align-items: center;
    margin-block: -6px -4px;
    margin-inline-end: -8px;
  }
  .group-head h3 {
    flex: 1;
    font-weight: var(--_weight-strong);
  }
  .button--add {
    border-style: dashed;
    background: none;
  }

  @media (pointer: coarse), (width < 480px) {
    .chip {
      min-block-size: 36px;
    }
  }
  @media (width < 480px) {
    .input--fit {
      max-inline-size: none;
    }
    .mapping > li {
      grid-template-columns: 20px minmax(0, 1fr);
      row-gap: 4px;
    }
    .mapping-source {
      grid-column: 1 / -1;
    }
    .link-wire {
      inline-size: 14px;
      margin-inline-start: 6px;
    }
    .mapping .error {
      grid-column: 2;
    }
  }
  @media (forced-colors: active) {
    .link-wire,
    .is-open > .link-wire {
      forced-color-adjust: none;
    }
    .mapping-source {
      border: 1px solid CanvasText;
    }
  }
`;
