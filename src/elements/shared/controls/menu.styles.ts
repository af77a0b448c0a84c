import { css } from 'lit';

/** A menu in the top layer (`popover`), placed by the controller that opens it. */
export const menuStyles = css`
  [part='menu'] {
    position: fixed;
    inset: auto;
    inline-size: max-content;
    min-inline-size: 200px;
    max-inline-size: calc(100vw - 16px);
    max-block-size: calc(100dvh - 16px);
    margin: 0;
    padding: 5px;
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    background: var(--_surface-raised);
    box-shadow: var(--_shadow-raised);
    color: var(--_text);
    overflow-y: auto;
  }
  [part='menu']:popover-open {
    animation: menu-in var(--_fast) var(--_ease);
  }
  @keyframes menu-in {
    from {
      opacity: 0;
      translate: 0 -4px;
    }
  }
  .menu-item {
    display: flex;
    align-items: center;
    gap: 10px;
    inline-size: 100%;
    min-block-size: var(--_control);
    padding: 4px 10px;
    border: 0;
    border-radius: var(--_radius-small);
    background: none;
    color: var(--_text);
    font: inherit;
    text-align: inherit;
    cursor: pointer;
  }
  .menu-item:not([aria-disabled]):is(:hover, :focus-visible) {
    background: var(--_hover);
  }
  .menu-item:focus-visible {
    outline-offset: -2px;
  }
  .menu-item .icon {
    color: var(--_text-muted);
  }
  .menu-item--danger,
  .menu-item--danger .icon {
    color: var(--_danger);
  }
  .menu-item[aria-disabled],
  .menu-item[aria-disabled] .icon {
    color: var(--_text-muted);
    cursor: default;
  }
  .menu-item[aria-checked='false'] .icon {
    visibility: hidden;
  }
  .menu-separator {
    block-size: 1px;
    margin: 5px 10px;
    background: var(--_border);
  }
  @media (forced-colors: active) {
    .menu-item[aria-disabled],
    .menu-item[aria-disabled] .icon {
      color: GrayText;
    }
    .menu-item:not([aria-disabled]):is(:hover, :focus-visible) {
      background: Highlight;
      color: HighlightText;
      forced-color-adjust: none;
    }
    .menu-item:not([aria-disabled]):is(:hover, :focus-visible) .icon {
      color: inherit;
    }
  }
`;
