import { css } from 'lit';

/** `.button` (`--primary`, `--quiet`, `--icon`; `--danger` comes with the dialogs), A button at work has `aria-disabled` and keeps its focus and size. */
export const buttonStyles = css`
  .button {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: var(--_space-2);
    min-block-size: var(--_control);
    max-inline-size: 100%;
    padding: 4px calc(var(--_space-3) + 2px);
    border: 1px solid var(--_border-control);
    border-radius: var(--_radius-control);
    background: var(--_surface);
    color: var(--_text);
    font: inherit;
    font-weight: var(--_weight-medium);
    line-height: 1.2;
    text-align: center;
    text-decoration: none;
    cursor: pointer;
    transition:
      background var(--_fast) var(--_ease),
      border-color var(--_fast) var(--_ease);
  }
  .button:hover {
    background: color-mix(in oklab, var(--_text) 5%, var(--_surface));
  }
  .button--primary {
    border-color: transparent;
    background: var(--_accent);
    color: var(--_on-accent);
  }
  .button--primary:hover {
    background: var(--_accent-hover);
  }
  .button--quiet {
    border-color: transparent;
    background: transparent;
  }
  .button--quiet:hover {
    background: var(--_hover);
  }
  .button--icon {
    flex: none;
    inline-size: var(--_control);
    padding: 0;
    color: var(--_text-muted);
  }
  .button[aria-disabled='true'] {
    border-color: var(--_border);
    background: var(--_surface-sunken);
    color: var(--_text-muted);
    cursor: default;
  }
  .push {
    margin-inline-start: auto;
  }
  @media (forced-colors: active) {
    .button--primary {
      border-color: ButtonText;
      background: ButtonText;
      color: ButtonFace;
      /* Else the text gets a plate in its own colour. */
      forced-color-adjust: none;
    }
    .button[aria-disabled='true'] {
      border-color: GrayText;
      color: GrayText;
    }
  }
`;
