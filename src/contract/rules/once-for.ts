/** What is made of an object, made when it is first asked for, and kept as long as the object. */
export function onceFor<Key extends object, Made extends object | string>(make: (key: Key) => Made): (key: Key) => Made {
  const made = new WeakMap<Key, Made>();
  return (key) => {
    const known = made.get(key) ?? make(key);
    made.set(key, known);
    return known;
  };
}
