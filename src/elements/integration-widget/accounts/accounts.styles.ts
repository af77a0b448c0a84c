import { css } from 'lit';

export const accountsStyles = css`
  .accounts {
    container: integration-accounts / inline-size;
  }
  [part='connections'] {
    display: grid;
    grid-template-columns: 16px minmax(0, 1.1fr) minmax(0, 1.2fr) auto var(--_control);
    column-gap: var(--_space-3);
    padding: 0;
    margin-inline-end: -9px;
    list-style: none;
  }
  [part='connection'] {
    display: grid;
    grid-column: 1 / -1;
    grid-template-columns: subgrid;
    align-items: center;
    min-block-size: 52px;
  }
  [part='connection'] + [part='connection'] {
    border-block-start: 1px solid var(--_border);
  }
  [part='connection'] > .glyph {
    color: var(--_tone);
  }
  .connection-buttons {
    color: var(--_text-muted);
    font-size: var(--_size-small);
    text-align: end;
  }
  .connection-buttons .button {
    font-size: var(--_size);
  }
  .connection-name,
  .connection-detail {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .connection-name {
    font-weight: var(--_weight-medium);
  }
  .connection-detail {
    color: var(--_text-muted);
    font-size: var(--_size-small);
  }
  .connection-detail.is-tone {
    color: var(--_tone);
  }
  [part='connection']:has(> .connection-notice) {
    padding-block-start: 8px;
  }
  .connection-notice {
    grid-column: 1 / -1;
    padding-block: var(--_space-2) var(--_space-3);
  }
  @container integration-accounts (inline-size < 480px) {
    [part='connections'] {
      grid-template-columns: 16px minmax(0, 1fr) auto var(--_control);
    }
    [part='connection'] {
      padding-block: 8px;
    }
    [part='connection'] > .connection-detail {
      grid-area: 2 / 2 / auto / 3;
    }
    [part='connection'] > .connection-buttons {
      grid-area: 1 / 3 / span 2 / auto;
    }
    [part='connection'] > .connection-menu {
      grid-area: 1 / 4 / span 2 / auto;
    }
    .connection-buttons:not(:has(.button)) {
      display: none;
    }
  }
`;
