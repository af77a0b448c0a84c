import { css } from 'lit';

/** `.input`: one line of text, and what looks like it. At least 16 px of text where fingers are likely, so that iOS does not zoom. */
export const inputStyles = css`
  .input {
    inline-size: 100%;
    min-block-size: calc(var(--_control) + 2px);
    padding: 5px 10px;
    border: 1px solid var(--_border-control);
    border-radius: var(--_radius-control);
    background: var(--_surface);
    color: var(--_text);
    font: inherit;
    text-align: start;
    appearance: none;
  }
  .input::placeholder {
    color: var(--_text-muted);
    opacity: 1;
  }
  .input::-webkit-search-cancel-button {
    appearance: none;
  }
  .input:focus-visible {
    outline-offset: 0;
    border-color: var(--_focus);
  }
  @media (pointer: coarse), (width < 480px) {
    .input {
      font-size: max(16px, var(--_size));
    }
  }
`;
