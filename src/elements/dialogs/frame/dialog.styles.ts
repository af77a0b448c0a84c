import { css } from 'lit';

/**
 * A native `<dialog part="dialog">`, opened with `showModal()`. `.dialog--small` 420 px, none 520, `.dialog--large` 640;
 * `.dialog--sheet` stands at the inline end, 480 px wide and as high as the window. On a phone each is a sheet from the bottom edge.
 */
export const dialogStyles = css`
  .root {
    --_scrim: var(--integration-color-scrim, light-dark(rgb(15 28 32 / 0.42), rgb(0 4 6 / 0.62)));
    --_radius-dialog: calc(var(--_radius) * 1.6);
    --_size-heading: calc(var(--_size) * 1.286);
    --_shadow-dialog: var(
      --integration-shadow-dialog,
      0 2px 6px light-dark(rgb(16 34 40 / 0.1), rgb(0 0 0 / 0.5)),
      0 28px 64px -16px light-dark(rgb(16 34 40 / 0.34), rgb(0 0 0 / 0.8))
    );
  }
  [part~='dialog'] {
    position: fixed;
    inset: 0;
    display: none;
    flex-direction: column;
    inline-size: min(100% - 32px, 520px);
    block-size: fit-content;
    max-inline-size: none;
    max-block-size: calc(100dvh - 32px);
    margin: auto;
    padding: 0;
    border: 1px solid light-dark(transparent, var(--_border));
    border-radius: var(--_radius-dialog);
    background: var(--_surface);
    box-shadow: var(--_shadow-dialog);
    color: var(--_text);
    overflow: clip;
  }
  [part~='dialog'][open] {
    display: flex;
    animation: dialog-in var(--_base) var(--_ease);
  }
  [part~='dialog']::backdrop {
    background: var(--_scrim);
    animation: scrim-in var(--_base) var(--_ease);
  }
  @keyframes dialog-in {
    from {
      opacity: 0;
      translate: 0 8px;
    }
  }
  @keyframes scrim-in {
    from {
      opacity: 0;
    }
  }
  .dialog--small {
    inline-size: min(100% - 32px, 420px);
  }
  .dialog--large {
    inline-size: min(100% - 32px, 640px);
  }
  .dialog--sheet {
    inset-inline-start: auto;
    inline-size: min(100%, 480px);
    block-size: 100dvh;
    max-block-size: none;
    margin: 0;
    border-radius: var(--_radius-dialog) 0 0 var(--_radius-dialog);
  }
  .dialog--sheet:dir(rtl) {
    border-radius: 0 var(--_radius-dialog) var(--_radius-dialog) 0;
  }
  [part~='dialog'] > form {
    display: flex;
    flex-direction: column;
    min-block-size: 0;
    flex: auto;
  }
  [part='dialog-header'] {
    display: flex;
    align-items: center;
    flex: none;
    gap: var(--_space-3);
    padding: var(--_space-5) var(--_space-6) 0;
  }
  [part='dialog-header'] > div {
    flex: 1;
    min-inline-size: 0;
  }
  [part='dialog-title'] {
    font-size: var(--_size-heading);
    font-weight: var(--_weight-strong);
    line-height: 1.3;
    letter-spacing: -0.01em;
    text-wrap: balance;
  }
  [part='dialog-title']:focus-visible {
    outline: 0;
  }
  [part='dialog-header'] > .button--icon {
    align-self: flex-start;
    margin-inline-end: -10px;
    margin-block-start: -4px;
  }
  [part='dialog-header'] > .back {
    margin-inline: -10px -8px;
    margin-block-start: 0;
  }
  [part='dialog-body'] {
    display: grid;
    /* Not 1, whose basis of 0% WebKit takes for a height: a dialog as high as its content would have none. */
    flex: auto;
    align-content: start;
    gap: var(--_space-5);
    min-block-size: 0;
    padding: var(--_space-5) var(--_space-6) var(--_space-6);
    overflow-y: auto;
    overscroll-behavior: contain;
  }
  [part='dialog-body'] > p {
    text-wrap: pretty;
  }
  [part='dialog-footer'] {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    flex: none;
    gap: var(--_space-2);
    padding: var(--_space-4) var(--_space-6);
    border-block-start: 1px solid var(--_border);
  }
  .dialog--small [part='dialog-footer'] {
    border-block-start: 0;
    padding-block-start: 0;
    padding-block-end: var(--_space-5);
  }
  .message-head {
    display: flex;
    align-items: center;
    gap: 10px;
  }
  .message-head .glyph {
    inline-size: 20px;
    block-size: 20px;
    color: var(--_tone);
  }
  .button--danger {
    border-color: transparent;
    background: var(--_danger);
    color: light-dark(#ffffff, #2a0805);
  }
  .button--danger:hover {
    background: color-mix(in oklab, var(--_danger), light-dark(black, white) 14%);
  }
  .plain-list {
    display: grid;
    gap: 6px;
    padding: 0;
    list-style: none;
  }
  .plain-list li {
    display: grid;
    grid-template-columns: 16px 1fr;
    gap: 10px;
  }
  .plain-list .icon {
    margin-block-start: 2px;
    color: var(--_text-muted);
  }
  @media (width < 480px) {
    [part~='dialog'] {
      --_space-6: calc(var(--_unit) * 5);
      inset-block: auto 0;
      inline-size: 100%;
      max-block-size: calc(100dvh - 24px);
      margin: 0;
      padding-block-end: env(safe-area-inset-bottom, 0);
      border-inline: 0;
      border-end-start-radius: 0;
      border-end-end-radius: 0;
    }
    .dialog--sheet {
      inset-block: 0;
      max-block-size: none;
      border-radius: 0;
    }
    [part='dialog-footer'] {
      flex-direction: column-reverse;
      align-items: stretch;
    }
    [part='dialog-footer'] .push {
      margin: 0;
    }
    [part='dialog-footer'] .hint {
      order: 1;
      text-align: center;
    }
  }
  /* A page at 400 %: header and buttons would leave no room for what stands between them. */
  @media (height < 420px) {
    [part~='dialog'] {
      max-block-size: 100dvh;
      overflow: hidden auto;
      overscroll-behavior: contain;
    }
    [part~='dialog'][open],
    [part~='dialog'] > form {
      display: block;
    }
    [part='dialog-body'] {
      overflow: visible;
    }
  }
  @media (forced-colors: active) {
    .root {
      --_shadow-dialog: none;
    }
    .button--danger {
      border-color: ButtonText;
      background: ButtonText;
      color: ButtonFace;
      /* Else the text gets a plate in its own colour. */
      forced-color-adjust: none;
    }
    [part~='dialog'] {
      border: 1px solid CanvasText;
    }
  }
`;
