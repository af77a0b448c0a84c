import { css } from 'lit';

/** `.icon` (16 px, strokes) and `.glyph` (the state glyphs). What points in a direction is mirrored for right-to-left scripts. */
export const iconStyles = css`
  .icon {
    inline-size: 16px;
    block-size: 16px;
    flex: none;
    fill: none;
    stroke: currentColor;
    stroke-width: 1.5;
    stroke-linecap: round;
    stroke-linejoin: round;
  }
  .icon--small {
    inline-size: 14px;
    block-size: 14px;
  }
  :dir(rtl) > :is(.icon--directional, .glyph--halves) {
    scale: -1 1;
  }
  .glyph {
    inline-size: 16px;
    block-size: 16px;
    flex: none;
    fill: currentColor;
    stroke: none;
  }
  .glyph :is(.ring, .track, .arc, .mark) {
    fill: none;
    stroke: currentColor;
    stroke-width: 1.5;
    stroke-linecap: round;
    stroke-linejoin: round;
  }
  .glyph .track {
    opacity: 0.36;
  }
  .glyph .mark {
    stroke: var(--_glyph-hole, var(--_surface));
    stroke-width: 1.75;
  }
  .glyph--turning {
    animation: turn var(--_slow) linear infinite;
  }
  @keyframes turn {
    to {
      rotate: 1turn;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .glyph--turning {
      animation: none;
    }
  }
`;
