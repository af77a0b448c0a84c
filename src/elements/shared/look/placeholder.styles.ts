import { css } from 'lit';

/** Empty places. */
export const placeholderStyles = css`
  .empty {
    display: grid;
    justify-items: center;
    gap: var(--_space-2);
    padding: var(--_space-8) var(--_space-6);
    border: 1px dashed color-mix(in oklab, var(--_border-control) 60%, transparent);
    border-radius: var(--_radius-card);
    color: var(--_page-text);
    text-align: center;
    text-wrap: balance;
  }
  .empty h3 {
    font-size: var(--_size-title);
    font-weight: var(--_weight-strong);
  }
  .empty p {
    max-inline-size: 42ch;
    color: var(--_page-text-muted);
  }
  .empty .reference {
    font-size: var(--_size-small);
  }
  .empty .button {
    margin-block-start: var(--_space-2);
  }
  .art {
    inline-size: 132px;
    block-size: 36px;
    margin-block-end: var(--_space-2);
    color: var(--_border-control);
  }
  .art--broken {
    color: var(--_danger);
  }
  .status-bar {
    display: flex;
    align-items: center;
    gap: var(--_space-2);
    padding: var(--_space-2) var(--_space-3);
    border-radius: var(--_radius-control);
    background: var(--_surface-sunken);
    color: var(--_text-muted);
    font-size: var(--_size-small);
  }
`;
