import { css } from 'lit';

/** Parts of forms: label, hint, error, the boxes, the summary, chips and lists of choices. `.input` itself is in `input.styles`. */
export const controlStyles = css`
  .field {
    display: grid;
    gap: 4px;
    min-inline-size: 0;
    padding: 0;
    border: 0;
  }
  .label {
    padding: 0;
    font-weight: var(--_weight-medium);
  }
  .optional {
    color: var(--_text-muted);
    font-weight: 400;
  }
  .hint {
    color: var(--_text-muted);
    font-size: var(--_size-small);
  }
  .error {
    display: flex;
    gap: 6px;
    color: var(--_danger);
    font-size: var(--_size-small);
    font-weight: var(--_weight-medium);
  }
  .error :is(.glyph, .icon) {
    margin-block-start: 2px;
    inline-size: 14px;
    block-size: 14px;
  }
  .input[aria-invalid='true'] {
    border-color: var(--_danger);
    box-shadow: inset 0 0 0 1px var(--_danger);
  }
  .with-button,
  .with-suffix {
    display: grid;
    grid-template-columns: 1fr auto;
  }
  :is(.with-button, .with-suffix) .input {
    border-start-end-radius: 0;
    border-end-end-radius: 0;
  }
  .with-button .input {
    border-inline-end: 0;
  }
  .with-button .button {
    min-block-size: calc(var(--_control) + 2px);
    border-start-start-radius: 0;
    border-end-start-radius: 0;
  }
  .suffix {
    display: flex;
    align-items: center;
    padding-inline: 10px;
    border: 1px solid var(--_border-control);
    border-inline-start: 0;
    border-start-end-radius: var(--_radius-control);
    border-end-end-radius: var(--_radius-control);
    background: var(--_surface-sunken);
    color: var(--_text-muted);
  }
  .select {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: 8px;
    cursor: pointer;
    text-align: start;
  }
  .select > span:first-of-type {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .select .icon {
    color: var(--_text-muted);
  }
  .choice {
    display: grid;
    grid-template-columns: 18px 1fr;
    gap: 2px 10px;
    align-items: start;
  }
  .choice > :not(.box) {
    grid-column: 2;
  }
  .box {
    position: relative;
    display: grid;
    place-items: center;
    flex: none;
    inline-size: 18px;
    block-size: 18px;
    margin-block-start: 1px;
    border: 1.5px solid var(--_border-control);
    border-radius: min(5px, var(--_radius-small));
    background: var(--_surface);
    appearance: none;
    color: var(--_on-accent);
  }
  .box[type='radio'] {
    border-radius: 50%;
  }
  .box:checked,
  .box.is-checked {
    border-color: var(--_accent);
    background: var(--_accent);
  }
  .box[type='radio']:checked {
    border: 5.5px solid var(--_accent);
    background: var(--_on-accent);
  }
  .box[type='checkbox']:checked::after,
  .box.is-checked::after {
    content: '';
    inline-size: 5px;
    block-size: 9px;
    margin-block-start: -2px;
    border: solid currentColor;
    border-width: 0 2px 2px 0;
    rotate: 45deg;
  }
  .box[type='checkbox']:indeterminate::after,
  .box.is-mixed::after {
    content: '';
    inline-size: 8px;
    block-size: 2px;
    background: var(--_accent-text);
  }
  .switch-row {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: var(--_space-4);
  }
  .switch {
    position: relative;
    flex: none;
    inline-size: 40px;
    block-size: 24px;
    border: 1.5px solid var(--_border-control);
    border-radius: 12px;
    background: var(--_surface);
    appearance: none;
  }
  .switch::after {
    content: '';
    position: absolute;
    inset-block-start: 3.5px;
    inset-inline-start: 3.5px;
    inline-size: 14px;
    block-size: 14px;
    border-radius: 50%;
    background: var(--_border-control);
    transition: translate var(--_base) var(--_ease);
  }
  .switch:checked {
    border-color: var(--_accent);
    background: var(--_accent);
  }
  .switch:checked::after {
    background: var(--_on-accent);
    translate: 16px 0;
  }
  .switch:checked:dir(rtl)::after {
    translate: -16px 0;
  }
  .error-summary {
    padding: var(--_space-4);
    border: 2px solid var(--_danger);
    border-radius: var(--_radius);
  }
  .error-summary h3 {
    font-size: var(--_size-title);
    font-weight: var(--_weight-strong);
  }
  .error-summary ul {
    display: grid;
    margin-block-start: 4px;
    padding: 0;
    list-style: none;
  }
  .error-summary .link {
    display: inline-flex;
    align-items: center;
    color: var(--_danger);
  }
  .chips {
    display: flex;
    flex-wrap: wrap;
    gap: 6px;
    padding: 0;
    list-style: none;
  }
  .chip {
    display: inline-flex;
    align-items: center;
    max-inline-size: 100%;
    min-block-size: 26px;
    padding-inline-start: 9px;
    border-radius: var(--_radius-small);
    background: color-mix(in oklab, var(--_text) 8%, var(--_surface));
    font-size: var(--_size-small);
  }
  .chip button {
    display: grid;
    place-items: center;
    inline-size: 26px;
    block-size: 26px;
    padding: 0;
    border: 0;
    border-radius: var(--_radius-small);
    background: none;
    color: var(--_text-muted);
    cursor: pointer;
  }
  .combobox {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 5px;
    block-size: auto;
    padding: 4px 5px;
  }
  .combobox:focus-within {
    outline: 2px solid var(--_focus);
    border-color: var(--_focus);
  }
  .combobox input {
    flex: 1;
    min-inline-size: 90px;
    padding: 2px 5px;
    border: 0;
    background: none;
    color: inherit;
    font: inherit;
    outline: 0;
  }
  .listbox {
    margin-block-start: 4px;
    padding: 5px;
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    background: var(--_surface-raised);
    box-shadow: var(--_shadow-raised);
    list-style: none;
  }
  .option {
    display: grid;
    grid-template-columns: 18px 1fr auto;
    align-items: center;
    gap: 10px;
    min-block-size: var(--_control);
    padding: 3px 10px;
    border-radius: var(--_radius-small);
  }
  .option .box {
    margin: 0;
  }
  .option.is-active {
    background: var(--_hover);
    outline: 2px solid var(--_focus);
    outline-offset: -2px;
  }
  .option mark {
    background: none;
    color: inherit;
    font-weight: var(--_weight-strong);
  }
  .listbox-note {
    padding: 6px 10px 3px;
    color: var(--_text-muted);
    font-size: var(--_size-small);
  }
  .columns {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(150px, 1fr));
    gap: var(--_space-3);
    align-items: start;
  }
  @media (pointer: coarse), (width < 480px) {
    .chip button {
      inline-size: 44px;
      block-size: 44px;
    }
    .combobox input {
      font-size: max(16px, var(--_size));
    }
  }
  @media (forced-colors: active) {
    .chip {
      border: 1px solid CanvasText;
    }
    .option.is-active {
      background: Highlight;
      color: HighlightText;
      forced-color-adjust: none;
    }
    .box:checked,
    .switch:checked {
      forced-color-adjust: none;
    }
  }
`;
