import { css } from 'lit';
import { buttonStyles } from '../shared/controls/button.styles.js';
import { controlStyles } from '../shared/controls/controls.styles.js';
import { inputStyles } from '../shared/controls/input.styles.js';
import { linkStyles } from '../shared/controls/link.styles.js';
import { hostStyles } from '../shared/look/host.styles.js';
import { raisedStyles } from '../shared/look/raised.styles.js';
import { tokenStyles } from '../shared/look/tokens.styles.js';
import { iconStyles } from '../shared/marks/icon.styles.js';
import { fieldStyles } from './field.styles.js';

const ownStyles = css`
  /* In a dialog the form is as high as the dialog lets it be: the answers scroll, the buttons stay. */
  .root,
  form {
    display: flex;
    flex-direction: column;
    min-block-size: 0;
    block-size: auto;
  }
  .root,
  form {
    flex: auto;
  }
  .steps {
    display: grid;
    flex: none;
    grid-auto-flow: column;
    grid-auto-columns: minmax(0, 1fr);
    gap: 6px;
    padding: var(--_space-4) var(--_form-inset, 0) 0;
    list-style: none;
  }
  .steps li {
    display: grid;
    align-content: start;
    gap: 6px;
    color: var(--_text-muted);
    font-size: var(--_size-small);
    overflow-wrap: anywhere;
  }
  .steps li::before {
    content: '';
    block-size: 3px;
    border-radius: 2px;
    background: repeating-linear-gradient(90deg, var(--_border-control) 0 5px, transparent 5px 10px);
  }
  .steps .is-done::before,
  .steps [aria-current]::before {
    background: var(--_accent-text);
  }
  .steps [aria-current] {
    color: var(--_text);
    font-weight: var(--_weight-medium);
  }
  .body {
    display: grid;
    flex: auto;
    align-content: start;
    gap: var(--_space-5);
    min-block-size: 0;
    padding: var(--_space-5) var(--_form-inset, 0) var(--_space-6);
    overflow-y: var(--_form-overflow, visible);
    overscroll-behavior: contain;
  }
  .body:focus-visible {
    outline: 0;
  }
  .footer {
    display: flex;
    flex: none;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--_space-2);
    padding: var(--_space-4) var(--_form-inset, 0);
    border-block-start: 1px solid var(--_border);
  }
  .footer .hint:empty {
    display: none;
  }
  .unavailable {
    display: grid;
    justify-items: center;
    gap: var(--_space-2);
    padding: var(--_space-8) var(--_space-6);
    border: 1px dashed color-mix(in oklab, var(--_border-control) 60%, transparent);
    border-radius: var(--_radius-card);
    text-align: center;
    text-wrap: balance;
  }
  .unavailable h3 {
    font-size: var(--_size-title);
    font-weight: var(--_weight-strong);
  }
  .unavailable p {
    color: var(--_text-muted);
  }
  .unavailable .button {
    margin-block-start: var(--_space-2);
  }
  .bones {
    display: grid;
    gap: 10px;
  }
  .body.bones {
    gap: var(--_space-5);
    opacity: 0;
    animation: appear var(--_base) 200ms forwards;
  }
  @keyframes appear {
    to {
      opacity: 1;
    }
  }
  .bone {
    border-radius: var(--_radius-small);
    background: color-mix(in oklab, var(--_text) 9%, var(--_surface));
    animation: breathe calc(var(--_slow) * 1.2) ease-in-out infinite alternate;
  }
  @keyframes breathe {
    to {
      opacity: 0.5;
    }
  }
  .bone--line {
    block-size: 10px;
  }
  .bone--input {
    block-size: calc(var(--_control) + 2px);
    border-radius: var(--_radius-control);
  }
  .w-40 {
    inline-size: 20%;
  }
  .w-60 {
    inline-size: 30%;
  }
  .w-80 {
    inline-size: 40%;
  }
  @media (prefers-reduced-motion: reduce) {
    .bone {
      animation: none;
    }
  }
  @media (width < 480px) {
    .footer {
      flex-direction: column-reverse;
      align-items: stretch;
    }
    .footer .push {
      display: none;
    }
    .footer .hint {
      order: 1;
      text-align: center;
    }
  }
  @media (forced-colors: active) {
    .steps li::before {
      forced-color-adjust: none;
    }
    .bone {
      border: 1px solid CanvasText;
    }
  }
`;

export const formStyles = [
  hostStyles,
  tokenStyles,
  iconStyles,
  buttonStyles,
  raisedStyles,
  linkStyles,
  inputStyles,
  controlStyles,
  fieldStyles,
  ownStyles,
];
