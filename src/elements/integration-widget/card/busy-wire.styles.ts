import { css } from 'lit';

/** The wire of a card at which something is happening, or went wrong. */
export const busyWireStyles = css`
  [data-wire='travels'] > [part='wire'] {
    background: repeating-linear-gradient(90deg, var(--_accent-text) 0 5px, transparent 5px 10px) 0 0 / calc(100% + 10px) 100%;
    animation: travel calc(var(--_slow) / 2) linear infinite;
  }
  @keyframes travel {
    to {
      background-position-x: -10px;
    }
  }
  [data-wire='broken'] > [part='wire'] {
    background:
      linear-gradient(90deg, var(--_border) 55%, var(--_tone)) 0 0 / calc(50% - 5px) 100% no-repeat,
      linear-gradient(270deg, var(--_border) 55%, var(--_tone)) 100% 0 / calc(50% - 5px) 100% no-repeat;
  }
  [data-wire='broken'] > [part='wire']::before,
  [data-wire='broken'] > [part='wire']::after {
    content: '';
    position: absolute;
    inset-block-start: -3px;
    inline-size: 1.5px;
    block-size: 7px;
    background: var(--_tone);
    transform: skewX(-18deg);
  }
  [data-wire='broken'] > [part='wire']::before {
    left: calc(50% - 6px);
  }
  [data-wire='broken'] > [part='wire']::after {
    left: calc(50% + 4px);
  }
  [part='progress'] {
    position: absolute;
    inset-inline: 0;
    inset-block-start: calc((var(--_wire) - var(--_wire-busy)) / 2);
    display: block;
    inline-size: 100%;
    block-size: var(--_wire-busy);
    border: 0;
    background: color-mix(in oklab, var(--_accent-text) 18%, var(--_surface));
    appearance: none;
  }
  [part='progress']::-webkit-progress-bar {
    background: transparent;
  }
  [part='progress']::-webkit-progress-value {
    border-start-end-radius: 2px;
    border-end-end-radius: 2px;
    background: var(--_accent-text);
    transition: inline-size var(--_base) var(--_ease);
  }
  [part='progress']::-moz-progress-bar {
    background: var(--_accent-text);
  }
  [part='progress']:indeterminate::-moz-progress-bar {
    background: transparent;
  }
  [part='progress']:indeterminate {
    background: linear-gradient(90deg, transparent, var(--_accent-text) 50%, transparent) 0 0 / 40% 100% no-repeat
      color-mix(in oklab, var(--_accent-text) 18%, var(--_surface));
    animation: sweep var(--_slow) ease-in-out infinite alternate;
  }
  @keyframes sweep {
    from {
      background-position-x: -20%;
    }
    to {
      background-position-x: 120%;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    [data-wire='travels'] > [part='wire'],
    [part='progress']:indeterminate {
      animation: none;
    }
    [part='progress']:indeterminate {
      background-position-x: 50%;
    }
  }
  @media (forced-colors: active) {
    [part='progress'] {
      forced-color-adjust: none;
    }
  }
`;
