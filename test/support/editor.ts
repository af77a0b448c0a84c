import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, resolve } from 'node:path';

/** As much of TypeScript's language service as is asked here. */
interface TypeScript {
  readonly ScriptSnapshot: { fromString(text: string): unknown };
  createLanguageService(host: object): {
    getQuickInfoAtPosition(
      file: string,
      index: number,
    ): { readonly documentation?: readonly { readonly text: string }[] } | undefined;
  };
  getDefaultLibFilePath(options: object): string;
}

/** That of the editors of today, which a tool of the checks brings: what compiles here has no such interface. */
const typescript = createRequire(resolve('node_modules/@arethetypeswrong/core/package.json'))('typescript') as TypeScript;

const isFile = (path: string): boolean => existsSync(path) && statSync(path).isFile();
const isFolder = (path: string): boolean => existsSync(path) && statSync(path).isDirectory();

/** Answers the words that an editor shows over a place of a file. */
export function editorOn(file: string): (index: number) => string {
  const nodeNext = { module: 199, moduleResolution: 99 };
  const options = {
    ...nodeNext,
    allowJs: true,
    checkJs: true,
    strict: true,
    target: 9,
    types: [],
    lib: ['lib.es2023.d.ts', 'lib.dom.d.ts'],
  };
  const service = typescript.createLanguageService({
    getCompilationSettings: () => options,
    getScriptFileNames: () => [file],
    getScriptVersion: () => '1',
    getScriptSnapshot: (path: string) =>
      isFile(path) ? typescript.ScriptSnapshot.fromString(readFileSync(path, 'utf8')) : undefined,
    getCurrentDirectory: () => dirname(file),
    getDefaultLibFileName: (of: object) => typescript.getDefaultLibFilePath(of),
    fileExists: isFile,
    directoryExists: isFolder,
    readFile: (path: string) => (isFile(path) ? readFileSync(path, 'utf8') : undefined),
    getDirectories: (path: string) =>
      readdirSync(path, { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map(({ name }) => name),
  });
  return (index) => (service.getQuickInfoAtPosition(file, index)?.documentation ?? []).map(({ text }) => text).join('');
}
