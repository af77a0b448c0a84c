import { css } from 'lit';

/** Figures, and whose account it is. */
export const metricsStyles = css`
  [part='metrics'] {
    display: flex;
    flex-wrap: wrap;
    gap: 2px var(--_space-5);
  }
  .metric {
    flex: 1 0 100%;
    display: grid;
    grid-template-columns: auto minmax(0, 1fr);
    align-items: end;
    gap: 0 var(--_space-4);
  }
  .metric ~ .figure,
  .metric + .metric {
    margin-block-start: calc(var(--_space-3) - 2px);
  }
  .metric dt {
    grid-column: 1 / -1;
    color: var(--_text-muted);
    font-size: var(--_size-small);
  }
  .metric dd {
    font-size: calc(var(--_size) * 1.571);
    font-weight: var(--_weight-strong);
    font-variant-numeric: tabular-nums;
    line-height: 1.36;
    letter-spacing: -0.018em;
  }
  [part='sparkline'] {
    justify-self: end;
    inline-size: min(100%, 148px);
    block-size: 32px;
    overflow: visible;
    color: var(--_accent-text);
  }
  :dir(rtl) > [part='sparkline'] {
    scale: -1 1;
  }
  [part='sparkline'] .line {
    fill: none;
    stroke: currentColor;
    stroke-width: 1.5;
    stroke-linecap: round;
    stroke-linejoin: round;
    vector-effect: non-scaling-stroke;
  }
  [part='sparkline'] .area {
    fill: currentColor;
    opacity: 0.1;
  }
  [part='sparkline'] .end {
    fill: currentColor;
    stroke: var(--_surface);
    stroke-width: 2;
  }
  .figure {
    display: flex;
    gap: 0.35em;
  }
  .figures,
  .figure {
    color: var(--_text-muted);
    font-size: var(--_size-small);
    font-variant-numeric: tabular-nums;
  }
  .figures b,
  .figure dd {
    color: var(--_text);
    font-weight: var(--_weight-medium);
  }
  .account {
    display: flex;
    flex-wrap: wrap;
    column-gap: var(--_space-3);
  }
  .account > bdi {
    min-inline-size: 0;
    overflow-wrap: anywhere;
  }
  .status {
    display: inline-flex;
    align-items: center;
    gap: 5px;
  }
  .status > .glyph {
    inline-size: 12px;
    block-size: 12px;
    color: var(--_tone);
  }
`;
