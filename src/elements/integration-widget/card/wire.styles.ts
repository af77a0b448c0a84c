import { css } from 'lit';

/** The line between what a card says and what it offers carries the state. */
export const wireStyles = css`
  [part='wire'] {
    position: relative;
    flex: none;
    block-size: var(--_wire);
    background: var(--_border);
  }
  [data-wire='dashed'] > [part='wire'] {
    background: repeating-linear-gradient(90deg, var(--_border) 0 5px, transparent 5px 10px);
  }
  @media (forced-colors: active) {
    [part='wire'] {
      forced-color-adjust: none;
    }
  }
`;
