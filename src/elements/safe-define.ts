let warned = false;

/**
 * Registers an element unless the name is taken. A second copy of the library on the page is normal (two vendors, an upgrade half
 * rolled out): the first one wins, one warning says so, nothing is thrown.
 */
export function safeDefine(name: string, elementClass: CustomElementConstructor): void {
  const present = customElements.get(name);
  if (present === elementClass) return;
  if (present === undefined) {
    customElements.define(name, elementClass);
    return;
  }
  if (warned) return;
  warned = true;
  console.warn(
    `integration-hub: <${name}> is already defined on this page. The first copy of the library is used, this one is not.`,
  );
}
