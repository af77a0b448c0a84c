import { css } from 'lit';

export const developerErrorStyles = css`
  [part='developer-error'] {
    display: grid;
    gap: var(--_space-3);
    padding: var(--_space-5);
    border: 1px solid var(--_danger);
    border-radius: var(--_radius-card);
    background: var(--_surface);
    color: var(--_text);
  }
  [part='developer-error'] h3 {
    display: flex;
    gap: var(--_space-2);
    font-size: var(--_size-title);
    font-weight: var(--_weight-strong);
  }
  [part='developer-error'] h3 .glyph {
    margin-block-start: 3px;
    color: var(--_danger);
  }
  [part='developer-error'] pre {
    padding: var(--_space-3) var(--_space-4);
    border-radius: var(--_radius-control);
    background: var(--_surface-sunken);
    white-space: pre-wrap;
    overflow-wrap: anywhere;
  }
  [part='developer-error'] ins {
    background: color-mix(in oklab, oklch(from var(--_success) 0.75 0.13 h) 15%, var(--_surface));
    color: var(--_success);
    font-weight: 600;
    text-decoration: none;
  }
  [part='developer-error'] .hint {
    color: var(--_text-muted);
    font-size: var(--_size-small);
  }
`;
