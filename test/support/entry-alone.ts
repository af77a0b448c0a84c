import type { Plugin } from 'vite';

const mark = '?entry';

/**
 * Keeps the entry of a bundle to itself: what it imports is bundled into it once more, beside the chunk that has it too, or the entry
 * would wait for that chunk. And it imports the chunk in which its one late module stands, not a file that only leads there.
 *
 * @param late the module that the entry imports late, by the end of its path
 * @param chunk the name of the chunk that it stands in
 */
export function entryAlone(entry: string, late: string, chunk: string): Plugin {
  return {
    name: 'entry-alone',
    enforce: 'pre',
    async resolveId(source, importer, options) {
      if (importer === undefined || !(importer.endsWith(entry) || importer.endsWith(mark))) return null;
      const found = await this.resolve(source, importer.replace(mark, ''), { ...options, skipSelf: true });
      return found === null || found.id.endsWith(late) ? found : { ...found, id: `${found.id}${mark}` };
    },
    generateBundle(_, bundle) {
      const chunks = Object.values(bundle).filter((output) => output.type === 'chunk');
      const start = chunks.find(({ isEntry }) => isEntry);
      const facade = chunks.find(({ facadeModuleId }) => facadeModuleId?.endsWith(late));
      const target = chunks.find(({ name }) => name === chunk);
      if (start === undefined || facade === undefined || target === undefined) throw new Error(`The bundle has no ${chunk}.`);
      if (facade !== target) {
        start.code = start.code.replace(facade.fileName, target.fileName);
        delete bundle[facade.fileName];
        delete bundle[`${facade.fileName}.map`];
      }
      if (start.imports.length > 0) throw new Error(`The entry waits for ${start.imports.join(', ')}.`);
      if (!start.code.includes(target.fileName)) throw new Error('The entry does not import what comes late.');
    },
  };
}
