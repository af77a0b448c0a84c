const published = (path) => path.replace(/^\/?src\//, 'dist/').replace(/\.ts$/, '.js');

/** What editors and documentation read of our elements, and nothing of how they are made. */
const publicApi = {
  name: 'public-api',
  packageLinkPhase({ customElementsManifest }) {
    const modules = customElementsManifest.modules;
    for (const module of modules) {
      module.path = published(module.path);
      module.declarations = (module.declarations ?? []).filter(
        ({ customElement, tagName }) => customElement && tagName !== undefined,
      );
      const declared = new Set(module.declarations.map(({ name }) => name));
      module.exports = (module.exports ?? []).filter(({ kind, declaration }) => kind === 'js' && declared.has(declaration.name));
      for (const { declaration } of module.exports) declaration.module = published(declaration.module);
      for (const declaration of module.declarations) {
        const shown = ({ privacy, name, static: isStatic, description, inheritedFrom }) =>
          (privacy ?? 'public') === 'public' &&
          !name.startsWith('#') &&
          !isStatic &&
          (description || inheritedFrom !== undefined);
        declaration.members = (declaration.members ?? []).filter(shown);
        // The analyzer takes the first argument of an event's constructor for its name: only those in the doc block are real.
        declaration.events = (declaration.events ?? []).filter(({ description }) => description);
        for (const item of [...declaration.members, ...(declaration.attributes ?? [])]) {
          if (item.inheritedFrom?.module) item.inheritedFrom.module = published(item.inheritedFrom.module);
        }
      }
    }
    customElementsManifest.modules = modules
      .filter(({ declarations }) => declarations.length > 0)
      .sort((a, b) => (a.path < b.path ? -1 : 1));
  },
};

export default {
  globs: ['src/elements/**/*.ts'],
  litelement: true,
  dependencies: false,
  packagejson: false,
  plugins: [publicApi],
};
