import { css } from 'lit';

/** `.notice` with a tone: an icon, what happened in bold, what to do, then the ways out (`.links`). */
export const noticeStyles = css`
  .notice {
    display: grid;
    grid-template-columns: 16px minmax(0, 1fr);
    gap: 0 10px;
    padding: var(--_space-3);
    border-radius: var(--_radius-control);
    background: var(--_tone-tint);
    color: var(--_text);
    font-size: var(--_size-small);
  }
  .tone-neutral {
    --_tone-tint: var(--_surface-sunken);
  }
  .tone-accent {
    --_tone-tint: color-mix(in oklab, oklch(from var(--_accent-text) 0.72 min(c, 0.13) h) 15%, var(--_surface));
  }
  .tone-success {
    --_tone-tint: color-mix(in oklab, oklch(from var(--_success) 0.75 0.13 h) 15%, var(--_surface));
  }
  .tone-warning {
    --_tone-tint: color-mix(in oklab, oklch(from var(--_warning) 0.8 0.14 calc(h + 8)) 18%, var(--_surface));
  }
  .tone-danger {
    --_tone-tint: color-mix(in oklab, oklch(from var(--_danger) 0.75 0.15 h) 14%, var(--_surface));
  }
  .notice > :is(.icon, .glyph) {
    margin-block-start: 1px;
    color: var(--_tone);
    --_glyph-hole: var(--_tone-tint);
  }
  .notice > * {
    grid-column: 2;
  }
  .notice > :first-child {
    grid-column: 1;
  }
  .notice strong {
    font-weight: var(--_weight-strong);
  }
  .notice q {
    quotes: none;
  }
  .reference {
    color: var(--_text-muted);
    font-size: var(--_size-caption);
  }
  .notice .links {
    margin-block-start: 4px;
  }
  @media (pointer: coarse), (width < 480px) {
    .notice .links {
      margin-block: 0 -8px;
    }
  }
  @media (forced-colors: active) {
    .notice {
      --_tone-tint: Canvas;
      border: 1px solid CanvasText;
    }
  }
`;
