/** What the server put into the page for its script. */
export function readPageData<Data>(): Data {
  const block = document.querySelector('script[type="application/json"]');
  return JSON.parse(block?.textContent ?? 'null') as Data;
}
