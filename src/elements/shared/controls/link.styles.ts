import { css } from 'lit';

/** `.link`, a button or an address in a text, and the row of them that a notice ends with (`.links`). */
export const linkStyles = css`
  .link {
    min-block-size: 24px;
    padding: 2px 0;
    border: 0;
    border-radius: 3px;
    background: none;
    color: var(--_accent-text);
    font: inherit;
    font-weight: var(--_weight-medium);
    text-align: inherit;
    text-decoration: underline;
    text-decoration-color: color-mix(in oklab, currentColor 40%, transparent);
    text-decoration-thickness: 1px;
    text-underline-offset: 3px;
    cursor: pointer;
  }
  .link:hover {
    text-decoration-color: currentColor;
    text-decoration-thickness: 2px;
  }
  .links {
    display: flex;
    flex-wrap: wrap;
    column-gap: var(--_space-4);
    row-gap: 2px;
  }
  @media (pointer: coarse), (width < 480px) {
    .link {
      min-block-size: 44px;
    }
  }
`;
