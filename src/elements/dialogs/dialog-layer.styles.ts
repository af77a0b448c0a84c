import { css } from 'lit';
import { fieldStyles } from '../integration-form/field.styles.js';
import { controlStyles } from '../shared/controls/controls.styles.js';
import { inputStyles } from '../shared/controls/input.styles.js';
import { linkStyles } from '../shared/controls/link.styles.js';
import { noticeStyles } from '../shared/look/notice.styles.js';
import { raisedStyles } from '../shared/look/raised.styles.js';
import { dialogStyles } from './frame/dialog.styles.js';
import { historyStyles } from './history/history.styles.js';

const ownStyles = css`
  integration-form {
    display: flex;
    flex: auto;
    flex-direction: column;
    min-block-size: 0;
    --_form-inset: var(--_space-6);
    --_form-overflow: auto;
  }
  .logo--small {
    inline-size: 28px;
    block-size: 28px;
    border-radius: calc(var(--_radius) * 0.7);
    font-size: var(--_size-small);
  }
  .message-text {
    white-space: pre-line;
    overflow-wrap: anywhere;
  }
  .notice:focus-visible {
    outline-offset: 2px;
  }
  .copy-failed {
    flex-basis: 100%;
    grid-column: 1 / -1;
    margin-block-start: 4px;
  }
  .notice q {
    quotes: none;
    overflow-wrap: anywhere;
  }
  .access {
    display: grid;
    gap: var(--_space-2);
  }
  [part='dialog-body']:empty {
    padding-block: var(--_space-2);
  }

  /* Dependencies: a vertical wire through the logos, solid where a service is signed in to */
  .chain {
    padding: 0;
    list-style: none;
  }
  .chain > li {
    position: relative;
    display: grid;
    grid-template-columns: 28px minmax(0, 1fr) auto;
    align-items: center;
    gap: 0 var(--_space-3);
    padding-block-end: var(--_space-5);
  }
  .chain > li:last-child {
    padding-block-end: 0;
  }
  .chain > li:not(:last-child)::before {
    content: '';
    position: absolute;
    inset-block: 32px 4px;
    inset-inline-start: 13px;
    inline-size: 2px;
    background: var(--_success);
  }
  .chain > li.is-pending:not(:last-child)::before {
    background: repeating-linear-gradient(var(--_border-control) 0 4px, transparent 4px 8px);
  }
  .chain h3 {
    font-weight: var(--_weight-strong);
  }
  .chain h3:focus-visible {
    outline: 0;
  }
  .chain .badge {
    display: inline-flex;
    align-items: center;
    gap: 6px;
    color: var(--_tone);
    font-weight: var(--_weight-medium);
    white-space: nowrap;
  }
  .chain .badge .glyph {
    inline-size: 14px;
    block-size: 14px;
  }
  .chain-body {
    grid-column: 2 / -1;
    display: grid;
    gap: var(--_space-4);
    margin-block-start: var(--_space-3);
  }
  .chain-button {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--_space-3);
  }
  .methods {
    display: grid;
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
  }
  .method {
    padding: var(--_space-3) var(--_space-4);
  }
  .method + .method {
    border-block-start: 1px solid var(--_border);
  }
  .method > .choice > .label {
    cursor: pointer;
  }
  .method-fields {
    display: grid;
    gap: var(--_space-4);
    margin-block-start: var(--_space-3);
  }
  @media (width < 480px) {
    .method {
      padding-inline: var(--_space-3);
    }
    .chain-button .button {
      flex: 1;
    }
  }
  @media (height < 420px) {
    integration-form {
      --_form-overflow: visible;
    }
  }
  @media (forced-colors: active) {
    .chain > li::before {
      forced-color-adjust: none;
    }
  }
`;

/** For the shadow root that the dialogs are drawn in, beside its own tokens, icons and buttons. */
export const dialogLayerStyles = [
  raisedStyles,
  linkStyles,
  inputStyles,
  controlStyles,
  fieldStyles,
  noticeStyles,
  dialogStyles,
  historyStyles,
  ownStyles,
];
