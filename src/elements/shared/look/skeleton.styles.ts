import { css } from 'lit';

export const skeletonStyles = css`
  .bone {
    display: block;
    border-radius: var(--_radius-small);
    background: color-mix(in oklab, var(--_text) 9%, var(--_surface));
    animation: breathe calc(var(--_slow) * 1.2) ease-in-out infinite alternate;
  }
  @keyframes breathe {
    to {
      opacity: 0.5;
    }
  }
  .bone--logo {
    flex: none;
    inline-size: 40px;
    block-size: 40px;
    border-radius: var(--_radius);
  }
  .bone--line {
    block-size: 10px;
    inline-size: 100%;
  }
  .bone--button {
    inline-size: 96px;
    block-size: var(--_control);
    border-radius: var(--_radius-control);
  }
  .bone--40 {
    inline-size: 40%;
  }
  .bone--60 {
    inline-size: 60%;
  }
  .bone--80 {
    inline-size: 80%;
  }
  .bones {
    display: grid;
    align-content: start;
    gap: 10px;
  }
  .skeleton {
    display: flex;
    flex-direction: column;
    block-size: 100%;
    border: 1px solid var(--_border);
    border-radius: var(--_radius-card);
    background: var(--_surface);
    color: var(--_text);
  }
  .skeleton-header {
    display: flex;
    align-items: center;
    gap: var(--_space-3);
    padding: var(--_space-card) var(--_space-card) 0;
  }
  .skeleton-header > .bones {
    flex: 1;
  }
  .skeleton-body {
    flex: 1;
    padding: var(--_space-4) var(--_space-card);
    min-block-size: 74px;
  }
  .skeleton-wire {
    block-size: var(--_wire);
    background: repeating-linear-gradient(90deg, var(--_border) 0 5px, transparent 5px 10px);
  }
  .skeleton-actions {
    padding: var(--_space-3) var(--_space-card);
  }
  @media (prefers-reduced-motion: reduce) {
    .bone {
      animation: none;
    }
  }
  @media (forced-colors: active) {
    .bone,
    .skeleton {
      border: 1px solid CanvasText;
    }
  }
`;
