let locks = 0;
let unlock: (() => void) | undefined;

function hold(): () => void {
  const { style, clientWidth } = document.documentElement;
  const names = ['overflow', 'scrollbar-gutter'] as const;
  const before = names.map((name) => [name, style.getPropertyValue(name), style.getPropertyPriority(name)] as const);
  // A scroll bar that takes room keeps it, so that the page does not jump.
  if (innerWidth > clientWidth) style.setProperty('scrollbar-gutter', 'stable');
  style.setProperty('overflow', 'hidden');
  return () => {
    for (const [name, value, priority] of before) style.setProperty(name, value, priority);
  };
}

/** Keeps the page behind dialogs from scrolling. Answers the way out; the page is as before when the last one has gone. */
export function lockScroll(): () => void {
  locks += 1;
  unlock ??= hold();
  let isHeld = true;
  return () => {
    if (!isHeld) return;
    isHeld = false;
    locks -= 1;
    if (locks > 0) return;
    unlock?.();
    unlock = undefined;
  };
}
