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
      border: 1px solid CanvasText;
    }
  }
`;
