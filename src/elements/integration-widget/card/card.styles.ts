import { css } from 'lit';

/** The card: header, description, body, wire, actions. Cards of a row are equally high: the body grows, wires and buttons line up. */
export const cardStyles = css`
  [part='card'] {
    position: relative;
    display: flex;
    flex-direction: column;
    block-size: 100%;
    min-inline-size: 0;
    border: 1px solid var(--_border);
    border-radius: var(--_radius-card);
    background: var(--_surface);
    box-shadow: var(--_shadow-card);
    color: var(--_text);
  }
  [part='header'] {
    display: flex;
    align-items: center;
    gap: var(--_space-3);
    padding: var(--_space-card) var(--_space-card) 0;
  }
  [part='heading'] {
    flex: 1;
    min-inline-size: 0;
  }
  [part='name'] {
    overflow: hidden;
    font-size: var(--_size-title);
    font-weight: var(--_weight-strong);
    line-height: 1.33;
    letter-spacing: -0.006em;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .state-line {
    display: flex;
    align-items: center;
    flex-wrap: wrap;
    gap: 0 10px;
    min-block-size: 20px;
    font-size: var(--_size-small);
    line-height: 1.5;
  }
  .badge {
    display: inline-flex;
    align-items: center;
    gap: 6px;
    min-inline-size: 0;
    color: var(--_tone);
    font-weight: var(--_weight-medium);
  }
  .badge > .glyph {
    inline-size: 14px;
    block-size: 14px;
  }
  [part='label'] {
    display: inline-flex;
    align-items: center;
    gap: 5px;
    color: var(--_text-muted);
    white-space: nowrap;
  }
  [part='menu-button'] {
    align-self: flex-start;
    margin-block-start: -6px;
    margin-inline: 0 -9px;
  }
  [part='description'] {
    display: -webkit-box;
    margin: var(--_space-3) var(--_space-card) 0;
    overflow: hidden;
    color: var(--_text-muted);
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 2;
    line-clamp: 2;
  }
  [part='body'] {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    align-content: end;
    flex: 1;
    gap: var(--_space-3);
    padding: var(--_space-4) var(--_space-card);
  }
  [part='actions'] {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--_space-2);
    min-block-size: calc(var(--_control) + var(--_space-3) * 2);
    padding: var(--_space-3) var(--_space-card);
  }
  .is-measuring {
    flex-wrap: nowrap !important;
  }
  .is-measuring > * {
    flex: none !important;
  }
  .aside {
    color: var(--_text-muted);
    font-size: var(--_size-small);
  }
  .progress-text {
    display: flex;
    align-items: baseline;
    justify-content: space-between;
    gap: var(--_space-3);
  }
  .progress-text strong {
    min-inline-size: 0;
    font-weight: var(--_weight-medium);
  }
  .progress-text .aside {
    flex: none;
  }
  @media (width < 480px) {
    .root {
      --_space-card: var(--integration-space-card, var(--_space-4));
    }
    [part='actions'] > .button:not(.button--icon, .button--quiet) {
      flex: 1;
    }
  }
  @media (forced-colors: active) {
    [part='card'] {
      border: 1px solid CanvasText;
    }
  }
`;
