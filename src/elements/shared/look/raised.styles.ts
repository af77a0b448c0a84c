import { css } from 'lit';

/** What lies over the page: menus and lists of choices. */
export const raisedStyles = css`
  .root {
    --_surface-raised: var(--integration-color-surface-raised, light-dark(#ffffff, #1d262b));
    --_shadow-raised: var(
      --integration-shadow-raised,
      0 1px 2px light-dark(rgb(16 34 40 / 0.08), rgb(0 0 0 / 0.4)),
      0 8px 24px -6px light-dark(rgb(16 34 40 / 0.18), rgb(0 0 0 / 0.6))
    );
  }
  @media (forced-colors: active) {
    .root {
      --_surface-raised: Canvas;
      --_shadow-raised: none;
    }
  }
`;
